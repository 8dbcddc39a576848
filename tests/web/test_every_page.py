"""What every page keeps to, for every role, empty and full: new routes are looked at by themselves.

The pages come from the table of routes. One page seen by several roles alike is looked at once.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite.shapes import Role
from tests.web import browsing, support

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = (1366, 768), (360, 740)
MOST_BYTES = 100_000


@dataclass(frozen=True)
class Site:
    """A centre that is being served, and its pages."""

    centre: browsing.Centre
    address: str
    pages: list[tuple[Role | None, str]]


@pytest.fixture(scope="module", params=browsing.CENTRES)
def site(
    request: pytest.FixtureRequest, new_centre: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The empty centre, then the full one."""
    centre, house = browsing.make_centre(request.param, new_centre, tmp_path_factory.mktemp(request.param))
    with browsing.served(centre.app) as address:
        yield Site(centre, address, browsing.each_page_once(centre))
    house.store.close()


def test_the_pages_are_all_there(site: Site) -> None:
    """The checks below look at what this finds; it must not find nothing."""
    assert len(site.pages) > 35
    # a mediator may see nothing but what the handler of the same unit sees
    assert {role for role, _ in site.pages} >= {None, *browsing.PEOPLE} - {Role.MEDIATOR}


# ------------------------------------------------------------------ people who see or move badly


QUICK = {"/", "/cases", "/sign-in", "/users"}  # what is looked at in the quick run, too


def shut_out(browser: Any, site: Site, size: tuple[int, int], paths: set[str] | None = None) -> list[Any]:
    """The serious and critical findings of axe, with everything on the page unfolded."""
    if not AXE.is_file():
        pytest.skip("axe-core has not been fetched (npm ci)")
    visitor = browsing.Visitor(browser, site.address, viewport={"width": size[0], "height": size[1]})
    script, found = AXE.read_text("utf-8"), []
    for role, path in site.pages:
        if paths is None or path in paths:
            page = visitor.go(role, path)
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
            page.evaluate(script)
            report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            found += [
                (role, path, one["id"], [node["html"][:160] for node in one["nodes"][:3]])
                for one in report["violations"]
                if one["impact"] in ("serious", "critical")
            ]
    visitor.close()
    return found


@pytest.mark.browser
def test_the_commonest_pages_shut_nobody_out(browser: Any, site: Site) -> None:
    assert shut_out(browser, site, DESK, QUICK) == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_shuts_out_people_who_see_or_move_badly(
    browser: Any, site: Site, size: tuple[int, int]
) -> None:
    """No serious or critical finding of axe: names, contrasts, headings, tables, form fields."""
    assert shut_out(browser, site, size) == []


SEEN_OUTLINES = """() => Array.from(
    document.querySelectorAll('a[href], button, input, select, textarea, summary'))
  .filter(one => one.offsetParent !== null && !one.disabled && one.type !== 'hidden')
  .filter(one => {
    one.focus();
    if (document.activeElement !== one) return false;
    const places = [one, one.closest('.drop'), one.nextElementSibling].filter(Boolean);
    const marked = places.map(it => getComputedStyle(it));
    return !marked.some(it => it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) >= 2);
  }).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.browser
def test_the_keyboard_is_always_seen(browser: Any, site: Site) -> None:
    visitor = browsing.Visitor(browser, site.address, viewport={"width": 1366, "height": 768})
    unseen = []
    for role, path in site.pages:
        page = visitor.go(role, path)
        page.keyboard.press("Tab")
        unseen += [(path, one) for one in page.evaluate(SEEN_OUTLINES)]
    visitor.close()
    assert unseen == []


# ------------------------------------------------------------------ every window, larger letters

# Each way of looking: width, height, whether letters are large. 683 is 1366 at 200 %.
LOOKS = {
    "desk": (*DESK, False),
    "wide": (1920, 1080, False),
    "phone": (*PHONE, False),
    "desk, large letters": (*DESK, True),
    "phone, large letters": (*PHONE, True),
    "desk at 200 %": (683, 384, False),
}
# What is wider than the window, or cut where it should be whole; a part that scrolls by itself may be wider.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => Array.from(document.querySelectorAll('body *')).filter(one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const meant = one.closest('.hidden, .clip, .skip, .who-role, svg, select, option');
    if (!one.textContent.trim() || !box.width || meant) return false;
    const hides = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    const leaves = !one.closest('.scroll, .menu ul, thead') && box.right > innerWidth + 1;
    return hides || leaves;
  }).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.browser
def test_pages_fit_every_window_and_nothing_is_cut(browser: Any, site: Site) -> None:
    visitor = browsing.Visitor(browser, site.address)
    wrong = []
    for role, path in site.pages:
        page = visitor.go(role, path)
        for look, (width, height, large) in LOOKS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(f"document.documentElement.classList.toggle('large', {str(large).lower()})")
            if (more := page.evaluate(TOO_WIDE)) > 0:
                wrong.append((path, look, f"{more} px too wide"))
            wrong += [(path, look, one) for one in page.evaluate(CUT)]
    visitor.close()
    assert wrong == [], sorted(set(wrong))


@pytest.mark.browser
def test_lines_are_not_stretched_on_a_wide_screen(browser: Any, site: Site) -> None:
    """A paragraph of 1,600 px cannot be read; a table may use the room, up to the page's own width."""
    visitor = browsing.Visitor(browser, site.address, viewport={"width": 1920, "height": 1080})
    widths = {
        path: visitor.go(role, path).evaluate("document.querySelector('main').clientWidth")
        for role, path in site.pages
    }
    visitor.close()
    assert max(widths.values()) <= 1560


# ------------------------------------------------------------------ without scripts, and how soon

PAINTED = "(performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime || 0"
# A button for what only a script can do, and what is said while one types, are there only with scripts.
ONLY_SCRIPTS_AWAY = (
    "document.querySelectorAll('[data-print], #faults, .rule-numbers')"
    ".forEach(function (one) { one.remove(); })"
)
# The list of one's own sign-ins tells each of the two visitors which of them he is.
SIGN_INS = "/sessions"
#: Reading who has looked at a case is itself a look: the second reader sees the first.
LOG_OF_LOOKS = "/looks"
MOST_MS = 3_000  # also on a machine that has other work


def said_of(page: Any) -> str:
    """What is read on a page; the number of the request is another each time."""
    return re.sub(r"请求编号 \w+", "", " ".join(page.inner_text("main").split()))


@pytest.mark.browser
def test_without_scripts_a_page_says_the_same(browser: Any, site: Site) -> None:
    """What is read is in the page itself; the message of a failure tells how soon it was painted."""
    bare = browsing.Visitor(browser, site.address, java_script_enabled=False)
    whole = browsing.Visitor(browser, site.address)
    different, painted = [], {}
    for role, path in site.pages:
        page = whole.go(role, path)
        painted[path] = max(round(page.evaluate(PAINTED)), painted.get(path, 0))
        page.evaluate(ONLY_SCRIPTS_AWAY)
        plain = bare.go(role, path)
        plain.evaluate(ONLY_SCRIPTS_AWAY)
        if path != SIGN_INS and not path.endswith(LOG_OF_LOOKS) and said_of(page) != said_of(plain):
            different.append((role, path))
    bare.close()
    whole.close()
    slowest = sorted(painted.items(), key=lambda one: -one[1])[:5]
    assert different == [], f"first paint, slowest (ms): {slowest}"
    assert 0 < slowest[0][1] <= MOST_MS, f"first paint, slowest (ms): {slowest}"


def test_a_page_with_all_it_fetches_is_light(site: Site) -> None:
    """HTML, styles, scripts and pictures as they are sent to a browser that has kept nothing."""
    heavy = {}
    client = site.centre.app.test_client()
    assets: dict[str, int] = {}
    for role in browsing.PEOPLE:
        for path, html in site.centre.pages(role).items():
            styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
            scripts = re.findall(r"<script ([^>]+)>", html)
            assert len(styles) == 1, path
            assert all(re.match("defer|nomodule", one) for one in scripts), path
            fetched = set(re.findall(r'<(?:link|script|img)[^>]* (?:href|src)="([^"]+)"', html))
            for address in fetched - set(assets):
                assets[address] = len(client.get(address, headers={"Accept-Encoding": "gzip"}).data)
            total = len(gzip.compress(html.encode(), 5)) + 100 + sum(assets[one] for one in fetched)
            if total > MOST_BYTES:
                heavy[path] = total
    ours = [one for one in assets if one.startswith("/static/")]
    names = {re.search(r"/([\w.]+)\?", one)[1] for one in ours}  # type: ignore[index]
    assert names == {"app.css", "app.js", "counter.js", "old.js", "rules.js", "mark.svg"}
    assert heavy == {}


# ------------------------------------------------------------------ paper

A4_INSIDE = round(182 / 25.4 * 96)  # 210 mm less the margins of print.css
LEFT_OVER = """() => Array.from(
    document.querySelectorAll('button, .button, input, select, textarea, .no-print'))
  .filter(one => one.getClientRects().length).map(one => one.outerHTML.slice(0, 120))"""
BESIDE = """() => Array.from(document.querySelectorAll('body *')).filter(one =>
    one.getClientRects().length && one.textContent.trim() && !one.closest('.hidden')
    && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.browser
def test_every_page_prints_on_a4(browser: Any, site: Site) -> None:
    """No column is cut, no button printed; the foot says who printed when, and how far the data go."""
    visitor = browsing.Visitor(browser, site.address, viewport={"width": A4_INSIDE, "height": 970})
    wrong = []
    for role, path in site.pages:
        page = visitor.go(role, path)
        page.emulate_media(media="print")
        wrong += [(path, "does not fit", one) for one in page.evaluate(BESIDE)[:3]]
        wrong += [(path, "is printed", one) for one in page.evaluate(LEFT_OVER)[:3]]
        foot = page.inner_text(".foot")
        expected = ["解纷 Lite"] if role is None else [support.PEOPLE[role], "2026-11-20", "数据截至"]
        wrong += [(path, "the foot does not say", word) for word in expected if word not in foot]
        page.emulate_media(media="screen")
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        sizes = {tuple(map(float, box.split()[2:])) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", paper)}
        if not sizes or any(abs(wide - 595) > 1.5 or abs(high - 842) > 1.5 for wide, high in sizes):
            wrong.append((path, "is not A4", str(sizes)))
    visitor.close()
    assert wrong == [], sorted(set(wrong))
