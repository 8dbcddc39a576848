"""What the offices' ledgers have in common: signature lines, notes, ways of dating."""

SIGNED = "填表人：{N}    审核人：{N}    联系电话：{P}"
DEADLINE_NOTE = "备注：1.本表每月5日前报送市综治中心。2.办结的请写明化解情况。"
HAND_DATES = ("dot", "cn", "slash", "iso", "excel", "month_day")
