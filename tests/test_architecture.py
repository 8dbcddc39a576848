"""The house rules, held by reading the source: who may use whom, which library lives where.

Every check is a function of a folder, so that the last test can show each of them a crooked house
and see it object.
"""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("jiefen_lite", "importers", "exporters", "templates")

# Which part of the house a module belongs to; the longest name that fits wins.
PARTS = {
    "jiefen_lite.shapes": "ground",
    "jiefen_lite.errors": "ground",
    "jiefen_lite.text": "ground",
    "jiefen_lite.workdays": "ground",
    "jiefen_lite.glossary": "ground",
    "jiefen_lite.forms": "ground",
    "jiefen_lite.jsontext": "ground",
    "jiefen_lite.wholefile": "ground",
    "jiefen_lite.room": "ground",
    "jiefen_lite.processes": "ground",
    "jiefen_lite.rules": "rules",
    "jiefen_lite.store": "store",
    "jiefen_lite.config": "config",
    "importers": "importers",
    "exporters": "exporters",
    "templates": "templates",
    "jiefen_lite.elements": "deciders",
    "jiefen_lite.triage": "deciders",
    "jiefen_lite.deadlines": "deciders",
    "jiefen_lite.doubles": "deciders",
    "jiefen_lite.duty": "deciders",
    "jiefen_lite.agreements": "deciders",
    "jiefen_lite.likeness": "deciders",
    "jiefen_lite.indicators": "deciders",
    "jiefen_lite.reckoning": "deciders",
    "jiefen_lite.ladder": "deciders",
    "jiefen_lite.lawtext": "deciders",
    "jiefen_lite.precedents": "desk",
    "jiefen_lite.suggesting": "desk",
    "jiefen_lite.desk": "desk",
    "jiefen_lite.apart": "desk",
    "jiefen_lite.modelshelf": "desk",
    "jiefen_lite.lessonshelf": "desk",
    "jiefen_lite.teaching": "desk",
    "jiefen_lite.training": "desk",
    "jiefen_lite.intake": "desk",
    "jiefen_lite.inbox": "desk",
    "jiefen_lite.ledger": "desk",
    "jiefen_lite.ledgers": "desk",
    "jiefen_lite.columnbook": "desk",
    "jiefen_lite.corrections": "desk",
    "jiefen_lite.clocks": "desk",
    "jiefen_lite.originals": "desk",
    "jiefen_lite.caselist": "desk",
    "jiefen_lite.finding": "desk",
    "jiefen_lite.reporting": "desk",
    "jiefen_lite.replies": "desk",
    "jiefen_lite.outside": "desk",
    "jiefen_lite.casejson": "desk",
    "jiefen_lite.checkup": "desk",
    "jiefen_lite.backup": "desk",
    "jiefen_lite.trial": "desk",
    "jiefen_lite.ruleexamples": "desk",
    "jiefen_lite.ruleworkbook": "desk",
    "jiefen_lite.casework": "desk",
    "jiefen_lite.lawbook": "desk",
    "jiefen_lite.merging": "desk",
    "jiefen_lite.moving": "desk",
    "jiefen_lite.daywork": "desk",
    "jiefen_lite.counter": "desk",
    "jiefen_lite.mediation": "desk",
    "jiefen_lite.subsidies": "desk",
    "jiefen_lite.rating": "desk",
    "jiefen_lite.objecting": "desk",
    "jiefen_lite.evidence": "desk",
    "jiefen_lite.handover": "desk",
    "jiefen_lite.unitbook": "desk",
    "jiefen_lite.standing": "desk",
    "jiefen_lite.pairing": "desk",
    "jiefen_lite.headerdesk": "desk",
    "jiefen_lite.papertemplates": "desk",
    "jiefen_lite.ruledesk": "desk",
    "jiefen_lite.reports": "desk",
    "jiefen_lite.papers": "desk",
    "jiefen_lite.messaging": "desk",
    "jiefen_lite.watch": "desk",
    "jiefen_lite.supervision": "desk",
    "jiefen_lite.instructing": "desk",
    "jiefen_lite.looks": "desk",
    "jiefen_lite.unmasking": "desk",
    "jiefen_lite.casepapers": "desk",
    "jiefen_lite.cli": "doors",
    "jiefen_lite.jobs": "doors",
    "jiefen_lite.web": "doors",
    "jiefen_lite.demo": "doors",
}
ROOMS = {"rules", "store", "importers", "exporters"}
# The arrows of the house, all of them; beside these a part may use itself.
ARROWS = {
    "ground": set(),
    "rules": {"ground"},
    "store": {"ground"},
    "importers": {"ground"},
    "exporters": {"ground"},
    "templates": set(),
    "config": {"ground", "rules"},  # center.yaml is read with the loader of the rules
    "deciders": {"ground", "rules"},  # pure: they are given values and never open the store
    "desk": {"ground", "deciders", *ROOMS},
    "doors": {"ground", "deciders", "desk", "config", *ROOMS},
}
# One library, one room: where each may be imported. What is not listed has no room yet.
LIBRARIES = {
    "peewee": ("jiefen_lite.store",),
    "playhouse": ("jiefen_lite.store",),
    "sqlite3": ("jiefen_lite.store", "jiefen_lite.checkup"),  # the second only tells its version
    "filelock": ("jiefen_lite.store",),
    "cryptography": ("jiefen_lite.store.crypto",),
    "yaml": ("jiefen_lite.rules.loader",),
    "ruamel": ("jiefen_lite.rules.editor",),
    "python_calamine": ("importers.sheet",),
    "lxml": ("importers.sheet",),
    "xlrd": ("importers.sheet",),
    "openpyxl": (
        *("importers.sheet", "exporters.excel", "exporters.charts", "exporters.booktemplate"),
        *("exporters.bookreading", "templates.monthly"),
    ),
    "xlsxwriter": ("exporters.excel", "exporters.ledger_book", "exporters.matrix", "exporters.rulebook"),
    "docxtpl": ("exporters.wordtemplate",),
    "docx": (
        *("exporters.word", "exporters.wordreading", "exporters.wordthings", "exporters.wordtemplate"),
        *("exporters.blankforms", "templates.office"),
    ),
    "jinja2": ("exporters.blanks", "exporters.wordtemplate", "jiefen_lite.web"),
    "argon2": ("jiefen_lite.web.passwords",),
    "flask": ("jiefen_lite.web",),
    "flask_wtf": ("jiefen_lite.web",),
    "wtforms": ("jiefen_lite.web",),
    "werkzeug": ("jiefen_lite.web",),
    "markupsafe": ("jiefen_lite.web",),
    "waitress": ("jiefen_lite.web",),
    "click": ("jiefen_lite.cli",),
    "apscheduler": ("jiefen_lite.jobs",),
    "jieba": ("jiefen_lite.text",),
    "numpy": (
        *("jiefen_lite.elements.model", "jiefen_lite.training", "jiefen_lite.lawtext"),
        *("jiefen_lite.likeness", "jiefen_lite.elements.danger", "tools"),
    ),
    "scipy": ("jiefen_lite.training.fitting",),
    "sklearn": ("jiefen_lite.training.fitting",),
    "orjson": ("jiefen_lite.jsontext",),
    "smtplib": ("jiefen_lite.messaging.ways.email",),  # the ways of messages.yaml: the only doors outside
    "segno": ("jiefen_lite.web.qrcode",),
    "PIL": ("jiefen_lite.evidence.pictures",),
}
CLOCKS = {"now", "today", "utcnow", "localtime"}
CLOCK_ROOM = "jiefen_lite.config"  # config.now() is the one look at the clock, and only doors import it
CLOCK_CALLS = {"config.now", "session.now"}  # the second is the first, asked once a request
# What nobody outside the desk opens: here cases are read and written in clear.
DESK_ONLY = tuple(
    f"jiefen_lite.store.{shelf}" for shelf in ("tables", "rowform", "writing", "rewriting", "stored")
)
# Modules and functions of the store that need not ask who is asking, each with its reason.
NO_VIEWER = {
    "attachments.all_files": "references and hashes, for the check of the whole store",
    "precedents.code_of": "how a number is written",
    "mediations.keyed": "parties that the caller has",
    "content": "a hash of everything, nothing of a case",
    "casepapers.faults": "faults of papers by their titles, nothing of a case",
    "casepapers.all_files": "references and hashes, for the check of the whole store",
    "chain": "gives hashes and broken links, nothing of a case",
    "copying.Held": "the whole database, for a backup that is encrypted",
    "files": "bytes under a reference that only a record found by a viewer gives",
    "health": "faults of the whole store by number, nothing of a case",
    "doubles.keep": "a count, while the desk keeps what it has found",
    "learned": "what a column means, no row of anybody",
    "lessons.in_force": "for the reader of the whole centre, which hands out no lesson by itself",
    "lessons.stamp": "when the file was written to, nothing of a case",
    "lessons.standing": "a switch and a count, nothing of a case",
    "lessons.text_mark": "a hash of a text that the caller has",
    "rulesets": "the text of rules",
    "search": "only a condition, for a query that has its viewer",
    "masters.with_few_masters": "only a condition, for a query that has its viewer",
    "snapshots": "published figures of whole groups; their cases open through a viewer",
    "sourcenos": "inner numbers, for a query that has its viewer",
    "users": "asked to find out who is there, before there is a viewer",
    "images.take": "the desk's pen; it has found the case through a viewer",
    "writing": "the desk's pen; it has found the case through a viewer",
    "batches.all_batches": "counts for the check of the whole store",
    "batches.interrupted": "numbers of batches that a crash left half-way",
    "batches.homeless": "marks of rows, for the desk at work in a batch that it found through a viewer",
    "batches.known_keys": "hashes, to tell new rows from known ones",
    "papers.all_files": "references and hashes, for the check of the whole store",
    "papers.faults": "faults of papers by their titles, nothing of a case",
    "batches.new_row": "marks of rows, for the desk at work in a batch that it found through a viewer",
    "batches.new_rows": "marks of rows, for the desk at work in a batch that it found through a viewer",
    "batches.recount": "counts, while the desk confirms a batch",
    "batches.reveal": "a count, while the desk confirms a batch",
    "batches.row_counts": "counts for the check of the whole store",
    "batches.sealed": "ciphers, for the desk at work in a batch that it found through a viewer",
    "batches.staged_rows_done": "a position, to go on after a crash",
    "alarms.AlarmFinder": "which alarms came before, while the desk decides a batch; units are not told",
    "alarms.house_mark": "a hash of an address that the desk has in hand",
    "alarms.phones_of": "hashes of numbers that the desk has in hand",
    "originals.cases_of": "inner numbers, for the desk that ties repeats to their originals",
    "originals.links": "inner numbers, for the desk that ties repeats to their originals",
    "originals.open_again": "inner numbers, for the desk that ties repeats to their originals",
    "originals.standing": "inner numbers and days, for the desk that sets the day of a repeat",
    "originals.keep": "inner numbers, for the desk that ties repeats to their originals",
    "repeats.RepeatFinder": "how often the same person came before, while the desk decides a batch",
    "batches.staged_row": "the desk at work in one batch that it found through a viewer",
    "batches.updated_marks": "marks of rows, for the desk at work in a batch that it found through a viewer",
    "rewriting": "the desk's pen; it has found the case through a viewer",
    "stored": "the desk's pen; it has found the case through a viewer",
    "batches.updated_rows": "the desk at work in one batch that it found through a viewer",
}

CUSTOMER_LIBRARIES = (
    *("flask", "peewee", "openpyxl", "click", "apscheduler", "scikit-learn", "jieba", "docxtpl", "pytest"),
)
TOP_LEVEL = {
    *(".ci", ".gitattributes", ".gitignore", ".npmrc", "CHANGELOG.md", "LICENSE", "MANIFEST.in", "Makefile"),
    *("README.md", "bench", "docs", "exporters", "importers", "jiefen_lite", "package-lock.json"),
    *(
        "eslint.config.mjs",
        "package.json",
        "pyproject.toml",
        "requirements-build.in",
        "requirements-build.txt",
    ),
    *("requirements-installer.in", "requirements-installer.txt"),
    *("requirements-test.in", "requirements-test.txt", "requirements.txt", "run.py", "setup.cfg"),
    *("start.bat", "templates", "tests", "tools"),
}
THIRD_PARTY = re.compile(r"(^|/)(vendor|node_modules|site-packages)/|\.min\.(js|css)$|\.whl$")
# Written in pieces, or this file would be its own first finding.
MACHINE = re.compile(
    r"(?<![\w./-])/(?:wor"
    r"k|roo"
    r"t|tm"
    r"p)/\w|"
    r"pypi\.or"
    r"g|pythonhoste"
    r"d|registry\.npmj"
    r"s|deb\.debia"
    r"n"
)


# --------------------------------------------------------------------------- reading the house


@cache
def modules(root: Path) -> dict[str, ast.Module]:
    """Every module of the product by its dotted name, parsed."""
    found = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def is_package(root: Path, module: str) -> bool:
    """True where a dotted name is a folder with an ``__init__.py``."""
    return (root / module.replace(".", "/") / "__init__.py").is_file()


def imports(root: Path, module: str, tree: ast.Module, known: set[str]) -> Iterator[str]:
    """The dotted names that a module imports anywhere, also inside functions and by a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = node.level - is_package(root, module)
                home = module.split(".")[: len(module.split(".")) - up]
                base = ".".join([*home, *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in known else base


def longest(name: str, table: dict[str, str]) -> str | None:
    """The value of the longest dotted prefix of ``name`` in ``table``."""
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((table[prefix] for prefix in prefixes if prefix in table), None)


def inside(module: str, homes: tuple[str, ...]) -> bool:
    """True where ``module`` is one of ``homes`` or lies in it."""
    return any(module == home or module.startswith(f"{home}.") for home in homes)


def tracked(root: Path) -> list[str]:
    """The files that belong to the repository, also those not committed yet; from an unpacked source, all."""
    if not (root / ".git").exists():
        return [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    # the checkout may belong to another account, as on a build server
    git = ["git", "-c", "safe.directory=*", "ls-files"]
    command = [*git, "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True, encoding="utf-8")
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


# --------------------------------------------------------------------------- the checks


def arrow_faults(root: Path) -> Iterator[str]:
    """Modules without a place, arrows that the house does not have, and circles."""
    trees = modules(root)
    graph: dict[str, set[str]] = {}
    for module, tree in trees.items():
        part = longest(module, PARTS)
        if part is None and module != "jiefen_lite":
            yield f"{module} has no place in the house"
        graph[module] = {name for name in imports(root, module, tree, set(trees)) if name in trees} - {module}
        for other in sorted(graph[module]):
            target = longest(other, PARTS)
            if part and target and target != part and target not in ARROWS[part]:
                yield f"{module} ({part}) must not use {other} ({target})"
            if part == "doors" and inside(other, DESK_ONLY):
                yield f"{module} must leave {other} to the desk"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield "import circle: " + " > ".join(circle.args[1])


def library_faults(root: Path) -> Iterator[str]:
    """Libraries outside their room, or without one."""
    trees = modules(root)
    for module, tree in trees.items():
        for library in sorted({name.split(".")[0] for name in imports(root, module, tree, set(trees))}):
            if library in LIBRARIES:
                if not inside(module, LIBRARIES[library]):
                    yield f"{module} must not import {library}; its room is {LIBRARIES[library][0]}"
            elif library not in sys.stdlib_module_names and library not in PACKAGES:
                yield f"{module} imports {library}, which has no room"


def clock_faults(root: Path) -> Iterator[str]:
    """Looks at the clock anywhere but in the one function that doors ask."""
    for module, tree in modules(root).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and module != CLOCK_ROOM:
                called = ast.unparse(node.func)
                asked = node.func.attr in CLOCKS or called == "time.time"
                if asked and called not in CLOCK_CALLS:
                    yield f"{module}:{node.lineno} reads the clock ({called}); the day is a parameter"


def viewer_faults(root: Path) -> Iterator[str]:
    """Questions to the store that do not ask who is asking, and viewers that may be left out."""
    for module, tree in modules(root).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args]
                optional = arguments[len(arguments) - len(node.args.defaults) :]
                optional += [a for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d]
                if any(argument.arg == "viewer" for argument in optional):
                    yield f"{module}.{node.name}: viewer must not have a default"
        if not inside(module, ("jiefen_lite.store",)):
            continue
        shelf = module.removeprefix("jiefen_lite.store.")
        for name, function, answers in questions(tree):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            names = {argument.arg for argument in arguments}
            asked = any(
                a.arg == "store" or (a.annotation and "Store" in ast.unparse(a.annotation)) for a in arguments
            )
            excused = {shelf, f"{shelf}.{name}"} & NO_VIEWER.keys()
            if asked and answers and "viewer" not in names and not excused:
                yield f"{shelf}.{name} answers from the store without a viewer"


def questions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """What a module of the store offers: functions, and objects by how they are made; True if they answer."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node, node.returns is None or ast.unparse(node.returns) != "None"
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    yield node.name, method, True


def file_faults(root: Path) -> Iterator[str]:
    """Files where none belong: strangers at the top, other people's code, traces of a machine."""
    for name in tracked(root):
        if name.split("/")[0] not in TOP_LEVEL:
            yield f"{name}: nothing of that name belongs at the top"
        if THIRD_PARTY.search(name):
            yield f"{name}: other people's code is installed, not kept"
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or an office document
        found = MACHINE.search(text)
        if found:
            yield f"{name}: names a machine's path or a download address ({found.group()})"


def setup(root: Path, section: str) -> dict[str, list[str]]:
    """One section of setup.cfg, its values split at commas and line ends."""
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg", encoding="utf-8")
    return {key: re.split(r"[,\s]\s*", value.strip()) for key, value in config[section].items()}


def data_faults(root: Path) -> Iterator[str]:
    """Files inside a package that the wheel would silently leave out."""
    declared = setup(root, "options.package_data")
    for name in tracked(root):
        path = PurePosixPath(name)
        if path.parts[0] not in PACKAGES:
            continue
        package = next(up for up in path.parents if is_package(root, ".".join(up.parts)))
        if path.suffix == ".py" and package == path.parent:
            continue
        within = path.relative_to(package)
        globs = map(PurePosixPath, declared.get(".".join(package.parts), []))
        if not any(len(glob.parts) == len(within.parts) and within.match(str(glob)) for glob in globs):
            yield f"{name} is not declared in package_data"


def requirement_faults(root: Path) -> Iterator[str]:
    """Libraries that the customer named and setup.cfg does not."""
    required = setup(root, "options")["install_requires"]
    named = {re.split(r"[<>=!~]", requirement)[0].lower() for requirement in required}
    yield from (f"setup.cfg does not name {name}" for name in CUSTOMER_LIBRARIES if name not in named)


Check = Callable[[Path], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    arrow_faults,
    library_faults,
    clock_faults,
    viewer_faults,
    file_faults,
    data_faults,
    requirement_faults,
)


# --------------------------------------------------------------------------- the tests


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_is_in_order(check: Check) -> None:
    """Nothing to object to in the real tree."""
    assert list(check(ROOT)) == []


def test_rooms_are_strangers() -> None:
    """The table of arrows itself lets no room into another."""
    assert {room: ARROWS[room] & ROOMS - {room} for room in ROOMS} == {room: set() for room in ROOMS}


def test_every_exception_still_exists() -> None:
    """An allowed question that was removed or renamed leaves the list of exceptions too."""
    shelves = {name.removeprefix("jiefen_lite.store."): tree for name, tree in modules(ROOT).items()}
    functions = {
        f"{shelf}.{node.name}"
        for shelf, tree in shelves.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert NO_VIEWER.keys() - shelves.keys() - functions == set()


@pytest.mark.parametrize(
    ("door", "not_yet"),
    [
        (
            "jiefen_lite.cli",
            "flask peewee yaml openpyxl xlsxwriter docxtpl lxml jieba sklearn numpy cryptography",
        ),
        ("jiefen_lite.web.app", "openpyxl xlsxwriter docxtpl lxml sklearn numpy"),
    ],
)
def test_doors_open_light(door: str, not_yet: str) -> None:
    """What a door needs only for some of its work is fetched when that work comes: commands answer at
    once, and an idle server stays small."""
    script = f"import sys, {door}; print(*sorted(set({not_yet.split()!r}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert loaded.stdout.split() == []


CROOKED = {
    "jiefen_lite/__init__.py": "",
    "jiefen_lite/cellar.py": "",
    "jiefen_lite/text.py": "from jiefen_lite import shapes",
    "jiefen_lite/shapes.py": "def f():\n    import jiefen_lite.text",
    "jiefen_lite/rules/__init__.py": "",
    "jiefen_lite/rules/extra.txt": "",
    "jiefen_lite/rules/loader.py": "from ..store import cases",
    "jiefen_lite/store/__init__.py": "",
    "jiefen_lite/cli.py": "from jiefen_lite.store import writing",
    "jiefen_lite/store/writing.py": "def load_case(store): ...",
    "jiefen_lite/store/cases.py": "def find(store): ...\ndef see(store, *, viewer=None): ...",
    "jiefen_lite/store/counts.py": "def count(db: Store): ...\nclass Find:\n def __init__(self, store): ...",
    "jiefen_lite/deadlines.py": "import_module('jiefen_lite.store.counts')\n__import__('peewee')",
    "jiefen_lite/triage.py": "import datetime, pandas\ndatetime.date.today()\nfrom .store import cases",
    "importers/__init__.py": "import click",
    "setup.cfg": "[options]\ninstall_requires =\n    flask>=3\n[options.package_data]\ntemplates = *.docx\n",
    "stranger.md": "see /" + "tmp/x",
    "bench/vendor/lib.js": "",
}


def test_a_crooked_house_is_objected_to(tmp_path: Path) -> None:
    """Each check finds what was put wrong for it, and nothing else."""
    for name, text in CROOKED.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert sorted(arrow_faults(tmp_path)) == [
        "import circle: jiefen_lite.shapes > jiefen_lite.text > jiefen_lite.shapes",
        "jiefen_lite.cellar has no place in the house",
        "jiefen_lite.cli must leave jiefen_lite.store.writing to the desk",
        "jiefen_lite.deadlines (deciders) must not use jiefen_lite.store.counts (store)",
        "jiefen_lite.rules.loader (rules) must not use jiefen_lite.store.cases (store)",
        "jiefen_lite.triage (deciders) must not use jiefen_lite.store.cases (store)",
    ]
    assert sorted(library_faults(tmp_path)) == [
        "importers must not import click; its room is jiefen_lite.cli",
        "jiefen_lite.deadlines must not import peewee; its room is jiefen_lite.store",
        "jiefen_lite.triage imports pandas, which has no room",
    ]
    assert list(clock_faults(tmp_path)) == [
        "jiefen_lite.triage:2 reads the clock (datetime.date.today); the day is a parameter"
    ]
    assert sorted(viewer_faults(tmp_path)) == [
        "cases.find answers from the store without a viewer",
        "counts.Find answers from the store without a viewer",
        "counts.count answers from the store without a viewer",
        "jiefen_lite.store.cases.see: viewer must not have a default",
    ]
    assert sorted(file_faults(tmp_path)) == [
        "bench/vendor/lib.js: other people's code is installed, not kept",
        "stranger.md: names a machine's path or a download address (/" + "tmp/x)",
        "stranger.md: nothing of that name belongs at the top",
    ]
    assert list(data_faults(tmp_path)) == ["jiefen_lite/rules/extra.txt is not declared in package_data"]
    assert len(list(requirement_faults(tmp_path))) == len(CUSTOMER_LIBRARIES) - 1
