"""法律依据: from lay words to articles, an article whole, the articles for a case, loading whole statutes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite.errors import JiefenError, UnreadableFile
from jiefen_lite.store import cases, statutes, suggestions
from jiefen_lite.web import casefile, guard, words
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("laws", __name__)

MOST_BYTES = 50_000_000
MOST_WORDS = 500
SHOWN = 10
PAGE = 100
BESIDE = 1  # articles before and behind the one that is read


@pages.get("/laws")
@guard.allow(roles=guard.LAW_READERS)
def page() -> Any:
    """The field to ask in, and what is loaded."""
    return _page()


@pages.post("/laws")
@guard.allow(roles=guard.LAW_READERS)
def search() -> Any:
    """What fits the words; they get into no address, they may tell of people."""
    from jiefen_lite.lawbook import finding  # brings the library that counts

    asked = request.form.get("text", "").strip()[:MOST_WORDS]
    l1 = request.form.get("type", "")
    if not asked:
        return _page(fault="请写几个字，说说是什么事，例如“老板拖欠工资”。", l1=l1), 422
    hits = finding.search(house(), viewer(), asked, SHOWN, now().date(), l1 or None)
    return _page(asked=asked, l1=l1, hits=hits)


def _page(**more: Any) -> str:
    values: dict[str, Any] = {"asked": "", "l1": "", "hits": None, "fault": ""} | more
    return render_template(
        "laws/page.html",
        types=words.types(),
        most=MOST_WORDS,
        loaded=statutes.count(house().store, viewer(), now().date()),
        gists=len(house().book.laws.bases),
        **values,
    )


@pages.get("/laws/articles/<int:number>")
@guard.allow(roles=guard.LAW_READERS)
def article(number: int) -> Any:
    """One loaded article whole, with its neighbours, where it comes from and how long it holds."""
    found = statutes.article(house().store, viewer(), number)
    statute = statutes.get(house().store, viewer(), found.statute)
    beside = statutes.beside(house().store, viewer(), found, BESIDE)
    return render_template(
        "laws/article.html", article=found, statute=statute, beside=beside, holds=found.holds(now().date())
    )


@pages.get("/laws/gists/<int:place>")
@guard.allow(roles=guard.LAW_READERS)
def gist(place: int) -> Any:
    """One checked summary: its law, how far it was checked."""
    from jiefen_lite.lawbook import finding

    basis, law, name, until = finding.basis(house(), viewer(), place)
    how = next((one.what for one in house().book.laws.checked if one.id == basis.source), "")
    return render_template(
        "laws/gist.html", basis=basis, law=law, name=name, until=until, how=how,
        type_name=words.type_name(basis.type),
    )  # fmt: skip


@pages.get("/laws/books")
@guard.allow(roles=guard.LAW_READERS)
def books() -> Any:
    """Every loaded text with its days; the form for another."""
    return _books()


@pages.post("/laws/books")
@guard.allow(roles=guard.LAW_IMPORTERS)
def bring() -> Any:
    """A file of statutes: looked at, and kept where that was asked for."""
    from jiefen_lite.lawbook import bringing

    file = request.files.get("document")
    if file is None or not file.filename:
        raise JiefenError("请选择法律全文的文件（Word、文本、Excel 或者 .jsonl）。")
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise JiefenError(f"文件超过 {MOST_BYTES // 1_000_000} MB，请拆成几个文件，或者请管理员用命令导入。")
    try:
        if "check" in request.form:
            return _books(
                coming=bringing.preview(house(), viewer(), file.filename, data, now().date()), kept=False
            )
        taken = bringing.take(house(), viewer(), file.filename, data, now())
    except UnreadableFile as error:
        return _books(refused=error.sentences), 422
    if taken.new:
        flash(f"导入了 {taken.new} 部、{taken.articles} 条；现在就能搜到。", "good")
    else:
        flash("这些文本已经有了，一样的不重复存。", "good")
    return redirect(url_for("laws.books"))


def _books(**more: Any) -> str:
    values: dict[str, Any] = {"coming": None, "kept": False, "refused": ()} | more
    books = statutes.listing(house().store, viewer())
    last = max(1, -(-len(books) // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "laws/books.html",
        books=books[(page - 1) * PAGE : page * PAGE],
        total=len(books),
        page=page,
        page_count=last,
        page_url=lambda number: url_for("laws.books", page=number),
        today=now().date(),
        most_bytes=MOST_BYTES,
        **values,
    )


@pages.get("/laws/books/<int:number>")
@guard.allow(roles=guard.LAW_READERS)
def book(number: int) -> Any:
    """One loaded text, all its articles."""
    statute = statutes.get(house().store, viewer(), number)
    articles = statutes.articles_of(house().store, viewer(), number)
    return render_template(
        "laws/book.html", statute=statute, articles=articles, holds=statute.holds(now().date())
    )


@pages.get("/cases/<code>/laws")
@guard.allow(roles=guard.READERS)
def of_case(code: str) -> Any:
    """The articles for a case: by its story and its type; that somebody looks at it is written down."""
    from jiefen_lite.lawbook import finding

    record = cases.get_case(house().store, viewer(), code)
    note_look(record)
    hits = finding.for_case(house(), viewer(), code, now().date())
    return render_template(
        "laws/of_case.html",
        case=record,
        hits=hits,
        said=suggestions.mine(house().store, viewer(), code),
        may_record=casefile.may_record(code),
        type_name=words.type_name(record.type_l1),
    )
