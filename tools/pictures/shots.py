"""Every picture of the guides: who looks, where, how large the window is, and what was clicked before."""

from __future__ import annotations

from dataclasses import dataclass

#: Who signs in: the role as the command line names it, and the unit, for each word used below.
PEOPLE = {
    "clerk": ("李敏", "intake_clerk", None),
    "supervisor": ("王建国", "supervisor", None),
    "handler": ("赵志强", "handler", "人力资源和社会保障局"),
    "leader": ("郑明远", "leader", None),
    "rules": ("冯晓燕", "rule_editor", None),
    "admin": ("卫东", "admin", None),
    "auditor": ("褚文静", "auditor", None),
}
MOST_BYTES = 150_000  # of one picture
WIDE, TALL, PHONE = (1366, 768), (1366, 1100), (360, 740)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    ``{month}`` in an address is the month before this one. ``address`` None: go on from where the picture
    before (of the same person) was taken. A step is ``(verb, selector)`` or ``(verb, selector, value)``;
    a verb with ``?`` is left out where the page has no such thing. Verbs: click, fill, choose (the n-th
    entry of a list), open (a folded part), upload (the sample ledger), wait, follow (a link, unless the
    page that it leads to, known by the value, comes by itself).
    """

    name: str
    who: str
    address: str | None
    size: tuple[int, int] = WIDE
    steps: tuple[tuple[str, ...], ...] = ()
    only: str = ""  # the one part of the page that is taken


FIRST_CASE = ("click", "table a.case-code")

SHOTS = (
    Shot("sign-in", "", "/sign-in", (1366, 620)),
    # the clerk's day, in its order
    Shot("home-clerk", "clerk", "/"),
    Shot("upload", "clerk", "/upload"),
    Shot(
        "mapping",
        "clerk",
        None,
        TALL,
        (
            ("upload", "input[type=file]"),
            ("click", "button:has-text('上传并预览')"),
            ("follow", "a:has-text('去预览')", "a:has-text('去栏目对照')"),
            ("click", "a:has-text('去栏目对照')"),
            ("wait", "button:has-text('照选好的重读')"),
        ),
    ),
    Shot(
        "preview",
        "clerk",
        None,
        TALL,
        (
            ("choose?", "select[name=column-0]", "-1"),
            ("click", "button:has-text('照选好的重读')"),
            ("follow", "a:has-text('去预览')", "button:has-text('确认入库')"),
            ("wait", "button:has-text('确认入库')"),
        ),
    ),
    Shot("problems", "clerk", None, TALL, only="section:has(h2:has-text('问题'))"),
    Shot(
        "batch",
        "clerk",
        None,
        WIDE,
        (
            ("click", "button:has-text('确认入库')"),
            ("follow", "a:has-text('查看结果')", "a:has-text('看这一批的案件')"),
        ),
    ),
    Shot("batches", "clerk", "/batches"),
    Shot("cases", "clerk", "/cases?show=open", TALL),
    # the supervisor and the leader
    Shot("home", "supervisor", "/", TALL),
    Shot("case", "supervisor", "/cases?light=yellow&risk=high", TALL, (FIRST_CASE, ("wait", "h1"))),
    Shot("correct", "supervisor", None, TALL, (("click", "a[href$='/correct']"), ("wait", "h1"))),
    Shot("doubles", "supervisor", "/doubles"),
    Shot("pair", "supervisor", None, TALL, (("click", "td a:has-text('核对')"), ("wait", "h1"))),
    Shot("indicators", "supervisor", "/indicators?by=town&period={month}", TALL),
    Shot("month", "supervisor", "/reports", TALL),
    Shot("ledgers", "supervisor", "/ledgers", TALL),
    Shot("reporting", "supervisor", "/reporting?month={month}", TALL),
    Shot("found", "supervisor", "/cases?q=人社局 拖欠"),
    Shot(
        "health",
        "leader",
        "/reports",
        TALL,
        (("click", "a[href^='/reports/of/']"), ("click", "a[href^='/health/']"), ("wait", "h1")),
    ),
    Shot("paper", "leader", "/reports", TALL, (("click", "a[href^='/reports/papers/']"), ("wait", "h1"))),
    # those who keep the centre
    Shot("rules", "rules", "/rules", TALL),
    Shot(
        "rule-draft",
        "rules",
        "/rules/deadlines/place?at=center",
        WIDE,
        (("fill", "[name=v-simple_days]", "2"), ("click", "button:has-text('存进草稿')"), ("wait", "h1")),
    ),
    Shot(
        "rule-tried",
        "rules",
        "/rules/try",
        TALL,
        (
            ("fill", "textarea", "包工头拖欠工友12人三个月工资共8.6万元，没有扬言跳楼，怕他们去上访。"),
            ("click", "button:has-text('试一试')"),
            ("wait", "h1"),
        ),
    ),
    Shot("templates", "rules", "/templates"),
    Shot("users", "admin", "/users"),
    Shot("backups", "admin", "/backups", only="section:has(h2:has-text('怎样恢复'))"),
    Shot("audit", "auditor", "/audit"),
    # on the phone
    Shot("phone", "handler", "/cases", PHONE),
)
