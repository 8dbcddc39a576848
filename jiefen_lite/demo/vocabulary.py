"""What each source system calls a type, a unit, a person in charge: the raw words of the demo files."""

from __future__ import annotations

from random import Random

# (first-level type, second-level type or "") -> the raw words; the second level wins over the first.
Words = dict[tuple[str, str], tuple[str, ...]]

MEDIATION: Words = {
    ("marriage_family", ""): ("婚姻家庭纠纷", "婚姻家庭"),
    ("neighbor", ""): ("邻里纠纷", "邻里"),
    ("house_homestead", ""): ("房屋宅基地纠纷", "房屋、宅基地纠纷"),
    ("contract", ""): ("合同纠纷",),
    ("production", ""): ("生产经营纠纷",),
    ("damage", ""): ("损害赔偿纠纷",),
    ("labor", ""): ("其他劳动争议",),
    ("migrant_wage", ""): ("拖欠农民工工资纠纷", "拖欠农民工工资"),
    ("land_forest", ""): ("山林土地纠纷", "山林土地"),
    ("expropriation", ""): ("征地拆迁纠纷",),
    ("environment", ""): ("环境污染纠纷",),
    ("traffic", ""): ("道路交通事故纠纷", "道路交通事故"),
    ("property_mgmt", ""): ("物业纠纷",),
    ("medical", ""): ("医疗纠纷",),
    ("consumer", ""): ("其他消费纠纷", "消费纠纷"),
    ("ecommerce", ""): ("电子商务纠纷",),
    ("tourism", ""): ("旅游纠纷",),
    ("village_collective", ""): ("其他", "其他纠纷"),
    ("campus", ""): ("其他", "其他纠纷"),
    ("admin_legal", ""): ("其他",),
    ("other", ""): ("其他", "其他纠纷"),
}

# Police: "category|kind".
POLICE: Words = {
    ("marriage_family", "家庭暴力"): ("行政（治安）类警情|家庭暴力",),
    ("marriage_family", ""): ("纠纷|家庭、婚姻、感情纠纷", "纠纷|家庭纠纷"),
    ("neighbor", ""): ("纠纷|邻里纠纷",),
    ("house_homestead", ""): ("纠纷|房屋租赁纠纷", "纠纷|经济纠纷"),
    ("contract", ""): ("纠纷|经济纠纷", "纠纷|债务纠纷"),
    ("production", ""): ("纠纷|经济纠纷",),
    ("damage", ""): ("纠纷|其他纠纷", "行政（治安）类警情|因民间纠纷引起的殴打他人"),
    ("migrant_wage", ""): ("纠纷|劳资纠纷",),
    ("land_forest", ""): ("纠纷|土地纠纷", "纠纷|经济纠纷"),
    ("traffic", ""): ("纠纷|交通事故纠纷",),
    ("property_mgmt", ""): ("纠纷|物业纠纷",),
    ("consumer", ""): ("纠纷|消费纠纷",),
    ("campus", ""): ("纠纷|其他纠纷",),
    ("environment", ""): ("纠纷|噪音纠纷",),
    ("other", ""): ("纠纷|其他纠纷",),
}

COURT: Words = {
    ("contract", "民间借贷"): ("民间借贷纠纷",),
    ("contract", "买卖合同"): ("买卖合同纠纷",),
    ("contract", "承揽"): ("承揽合同纠纷",),
    ("contract", "合伙"): ("合伙合同纠纷",),
    ("contract", ""): ("服务合同纠纷", "合同纠纷"),
    ("marriage_family", "离婚及子女抚养"): ("离婚纠纷",),
    ("marriage_family", "赡养"): ("赡养纠纷", "赡养费纠纷"),
    ("marriage_family", "彩礼返还"): ("婚约财产纠纷",),
    ("marriage_family", "继承"): ("法定继承纠纷", "继承纠纷"),
    ("marriage_family", "探望权"): ("探望权纠纷",),
    ("marriage_family", ""): ("离婚后财产纠纷",),
    ("house_homestead", "房屋租赁"): ("房屋租赁合同纠纷",),
    ("house_homestead", ""): ("房屋买卖合同纠纷",),
    ("neighbor", ""): ("相邻关系纠纷",),
    ("production", ""): ("买卖合同纠纷", "农业生产资料买卖合同纠纷"),
    ("damage", "雇佣/帮工受伤"): ("提供劳务者受害责任纠纷",),
    ("damage", "名誉隐私"): ("名誉权纠纷",),
    ("damage", ""): ("健康权纠纷", "生命权、身体权、健康权纠纷"),
    ("labor", ""): ("劳动争议", "劳动合同纠纷"),
    ("migrant_wage", ""): ("劳务合同纠纷", "追索劳动报酬纠纷"),
    ("land_forest", ""): ("土地承包经营权合同纠纷", "农村土地承包合同纠纷"),
    ("expropriation", ""): ("房屋拆迁安置补偿合同纠纷",),
    ("traffic", ""): ("机动车交通事故责任纠纷",),
    ("property_mgmt", ""): ("物业服务合同纠纷",),
    ("medical", ""): ("医疗损害责任纠纷",),
    ("consumer", "教育培训"): ("教育培训合同纠纷",),
    ("consumer", ""): ("服务合同纠纷", "买卖合同纠纷"),
    ("campus", ""): ("教育机构责任纠纷",),
}

PETITION: Words = {
    ("land_forest", "土地流转"): ("农村农业-土地流转", "030201 农村土地流转"),
    ("land_forest", ""): ("农村农业-土地承包", "030200 农村土地承包"),
    ("production", ""): ("农村农业-农资与收购", "农村农业-其他"),
    ("village_collective", ""): ("农村农业-村务公开", "农村农业-集体资产"),
    ("expropriation", ""): ("城乡建设-征地拆迁", "自然资源-征地补偿"),
    ("house_homestead", ""): ("自然资源-宅基地", "农村农业-宅基地"),
    ("property_mgmt", "供暖供水"): ("城乡建设-供热", "城乡建设-物业服务"),
    ("property_mgmt", ""): ("城乡建设-物业服务",),
    ("migrant_wage", ""): ("劳动和社会保障-拖欠工资", "050301 拖欠农民工工资"),
    ("labor", ""): ("劳动和社会保障-劳动争议",),
    ("environment", ""): ("生态环境-养殖污染", "生态环境-大气污染"),
    ("traffic", ""): ("公安-交通事故",),
    ("medical", ""): ("卫生健康-医疗纠纷",),
    ("consumer", ""): ("市场监管-消费维权",),
    ("tourism", ""): ("文化旅游-旅游服务",),
    ("campus", ""): ("教育-收费",),
    ("marriage_family", ""): ("民政-婚姻家庭", "990000 其它"),
    ("neighbor", ""): ("990000 其它",),
    ("contract", ""): ("990000 其它", "其他-经济纠纷"),
    ("damage", ""): ("990000 其它", "其他-人身损害"),
    ("admin_legal", "纪检举报"): ("纪检监察-检举控告",),
    ("admin_legal", "司法判决执行"): ("涉法涉诉-执行",),
    ("admin_legal", ""): ("行政执法-行政处罚", "行政执法-行政许可"),
    ("other", ""): ("990000 其它",),
}

LABOR: Words = {
    ("labor", "确认劳动关系"): ("确认劳动关系",),
    ("labor", "经济补偿/赔偿金"): ("违法解除劳动合同赔偿金", "经济补偿金"),
    ("labor", "工伤待遇"): ("工伤保险待遇",),
    ("labor", "二倍工资"): ("未签劳动合同二倍工资",),
    ("labor", "加班工资"): ("加班费", "加班工资"),
    ("labor", "社会保险"): ("社会保险",),
    ("migrant_wage", ""): ("追索劳动报酬",),
    ("labor", ""): ("劳动报酬",),
}

HOTLINE: Words = {
    ("property_mgmt", "供暖供水"): ("民生-取暖", "供热服务"),
    ("property_mgmt", "停车车位"): ("物业-停车管理", "物业"),
    ("property_mgmt", ""): ("物业", "物业服务"),
    ("consumer", "预付卡"): ("消费维权-预付卡",),
    ("consumer", "教育培训"): ("消费维权-教育培训",),
    ("consumer", "食品安全"): ("消费维权-食品安全",),
    ("consumer", ""): ("消费维权-商品质量", "消费维权"),
    ("ecommerce", ""): ("消费维权-网络购物", "网购"),
    ("tourism", ""): ("旅游服务", "文化旅游-旅游服务"),
    ("neighbor", "噪声"): ("噪声扰民-生活噪声", "邻里-噪声"),
    ("neighbor", ""): ("邻里矛盾", "邻里"),
    ("environment", ""): ("环境保护", "生态环境-污染"),
    ("migrant_wage", ""): ("劳动社保-拖欠工资", "拖欠工资"),
    ("labor", ""): ("劳动社保-社会保险",),
    ("land_forest", ""): ("农业农村-土地流转", "农业农村-土地"),
    ("production", ""): ("农业农村-农资",),
    ("village_collective", ""): ("农业农村-村务", "村务公开"),
    ("house_homestead", ""): ("房屋租赁", "住房-房屋租赁"),
    ("expropriation", ""): ("城建-拆迁安置",),
    ("medical", ""): ("卫生健康-医疗", "医疗服务"),
    ("campus", ""): ("教育-校园管理", "教育"),
    ("damage", ""): ("其他-人身财产损害",),
    ("contract", ""): ("服务合同", "中介服务"),
    ("admin_legal", ""): ("政务服务-行政许可",),
    ("other", ""): ("其他",),
}

RAW_TYPES: dict[str, Words] = {
    "mediation": MEDIATION,
    "police_110": POLICE,
    "court_pretrial": COURT,
    "petition": PETITION,
    "labor_arbitration": LABOR,
    "hotline_12345": HOTLINE,
    "grid": MEDIATION,
}

# Who the source ledgers name as the unit in charge; {T} is the town.
UNITS: Words = {
    ("land_forest", ""): ("市农业农村局", "{T}政府", "农业农村局"),
    ("production", ""): ("市农业农村局", "市市场监管局"),
    ("house_homestead", ""): ("{T}政府", "市农业农村局", "市自然资源局"),
    ("expropriation", ""): ("市自然资源局", "市住建局"),
    ("village_collective", ""): ("{T}政府", "{T}"),
    ("property_mgmt", ""): ("市住建局", "市住建局", "{T}"),
    ("migrant_wage", ""): ("市人社局", "人社局"),
    ("labor", ""): ("市人社局",),
    ("environment", ""): ("市生态环境局", "市综合执法局"),
    ("traffic", ""): ("市交警大队",),
    ("medical", ""): ("市卫健局",),
    ("consumer", ""): ("市市场监管局", "市场监管局"),
    ("ecommerce", ""): ("市市场监管局",),
    ("tourism", ""): ("市文旅局",),
    ("campus", ""): ("市教体局",),
    ("neighbor", ""): ("{T}", "{T}综治中心"),
    ("marriage_family", ""): ("{T}", "市妇联", "市司法局"),
    ("damage", ""): ("{T}", "市司法局"),
    ("contract", ""): ("市司法局", "{T}综治中心"),
    ("other", ""): ("{T}", "{T}政府"),
}


def words_for(words: Words, l1: str, l2: str) -> tuple[str, ...]:
    """The raw words for a type, by its second level where there is one, else its first, else 其他."""
    return words.get((l1, l2)) or words.get((l1, "")) or words.get(("other", ""), ("其他",))


def raw_type(rng: Random, channel: str, l1: str, l2: str) -> tuple[str, str]:
    """What the channel's system calls this type: main word and second word (police: category and kind)."""
    word = rng.choice(words_for(RAW_TYPES[channel], l1, l2))
    main, _, second = word.partition("|")
    return main, second


def unit(rng: Random, l1: str, l2: str, town: str) -> str:
    """The unit a source ledger would name, as its clerk writes it; none for accusations and law cases."""
    if l1 == "admin_legal":
        return ""
    return rng.choice(words_for(UNITS, l1, l2)).replace("{T}", town)
