"""Learning and judging in a process apart: every row is judged by a model that has not seen it."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from jiefen_lite.apart import Tell
from jiefen_lite.desk import House
from jiefen_lite.elements.model import TypeModel, pack, row_hash, row_mark
from jiefen_lite.errors import JiefenError
from jiefen_lite.training import fitting
from jiefen_lite.training.outcome import Learned
from jiefen_lite.training.table import Lessons
from jiefen_lite.triage.kinds import TypeDecider

FOLDS = 5
LEAST_ROWS, LEAST_LABELS = 50, 2
#: More teach little more, and take long: then the last ones of the table count.
MOST_TEXTS = 20_000
#: Both models are judged on the same rows where so many are new to the one in force.
LEAST_NEW = 50
#: A confidence is believed when so many rows stood behind it.
_LEAST_SURE = 20
#: Above this numbers tell no more of how sure it is.
_HIGHEST = 0.999
#: The labels that are types of the rules must hold so much of the table, or the model is the county's own.
_TYPES_HOLD = 0.8
_CONFUSIONS = 12
_SEED = 20261127


class _Rows(NamedTuple):
    texts: list[str]
    labels: list[str]
    left_out: dict[str, int]
    small: list[tuple[str, int]]  # classes with too few rows


def learn(house: House, tell: Tell, lessons: Lessons, old: bytes | None, about: dict[str, Any]) -> Learned:
    """A model of these rows beside the one in force. Raises JiefenError where there is too little."""
    rules = house.book.types.model
    rows = _usable(lessons, rules.least_rows)
    names = sorted(set(rows.labels))
    answers = np.array([names.index(label) for label in rows.labels])
    count = min(FOLDS, min(Counter(rows.labels).values()))
    marks = [row_mark(text) for text in rows.texts]
    steps = count + 2
    counted = fitting.count(rows.texts)
    tell(1, steps, "步")
    said = np.zeros((len(answers), len(names)), np.float64)
    for number, (others, judged) in enumerate(fitting.folds(answers, marks, count, _SEED), 2):
        fitted = fitting.fit(counted, others, answers[others], len(names))
        said[judged] = fitting.scores(fitted, counted, judged)
        tell(number, steps, "步")
    whole = fitting.fit(counted, np.arange(len(answers)), answers, len(names))
    tell(steps, steps, "步")
    scale = _scale(said, answers)
    chances = _chances(said, scale)
    types = _types(TypeDecider(house.book), names)
    report = {
        **about,
        "rows": len(answers),
        "table_rows": lessons.rows,
        "left_out": rows.left_out,
        "too_small": [{"label": label, "rows": many} for label, many in rows.small],
        "labels": names,
        "types": types,
        "speaks": _speaks(types, Counter(rows.labels)),
        "scale": scale,
        "folds": count,
        **_judged(chances, answers, names),
        **_sure(chances, answers, rules.precision, rules.least_confidence),
    }
    refused = _compare(report, said, answers, rows.texts, marks, old)
    words = [counted.words[at] for at in whole.kept]
    return Learned(
        pack(words, whole.idf, whole.weights, whole.bias, sorted(set(marks)), report), report, refused
    )


# ------------------------------------------------------------------ which rows


def _usable(lessons: Lessons, least: int) -> _Rows:
    """Each text once, without those of two minds and without classes too small to be learned."""
    labels_of: dict[int, set[str]] = {}
    for text, label in zip(lessons.texts, lessons.labels, strict=True):
        labels_of.setdefault(row_hash(text), set()).add(label)
    kept: dict[int, tuple[str, str]] = {}
    repeated = contrary = 0
    for text, label in zip(lessons.texts, lessons.labels, strict=True):
        key = row_hash(text)
        if len(labels_of[key]) > 1:
            contrary += 1
        elif key in kept:
            repeated += 1
        else:
            kept[key] = (text, label)
    pairs = list(kept.values())
    older = max(0, len(pairs) - MOST_TEXTS)
    pairs = pairs[older:]
    counts = Counter(label for _text, label in pairs)
    small = [(label, many) for label, many in counts.most_common() if many < least]
    dropped = {label for label, _many in small}
    pairs = [pair for pair in pairs if pair[1] not in dropped]
    left_out = {
        "blank": lessons.blank,
        "repeated": repeated,
        "contrary": contrary,
        "older": older,
        "too_small": sum(many for _label, many in small),
    }
    labels = len(counts) - len(small)
    if len(pairs) < LEAST_ROWS or labels < LEAST_LABELS:
        raise JiefenError(
            f"能学的只有 {len(pairs)} 件、{labels} 类；至少要 {LEAST_ROWS} 件、{LEAST_LABELS} 类，"
            f"每类不少于 {least} 件（同样的案情只算一件）。",
            "请换一份件数多些的旧台账，或者看看列名写得对不对。",
        )
    return _Rows([text for text, _label in pairs], [label for _text, label in pairs], left_out, small)


# ------------------------------------------------------------------ how good


def _judged(chances: Any, answers: Any, names: list[str]) -> dict[str, Any]:
    """The figures on rows that were held out: of each class and of all, and what is taken for what."""
    said = chances.argmax(axis=1)
    classes, pairs = [], []
    for at, name in enumerate(names):
        right = int(((said == at) & (answers == at)).sum())
        rows, called = int((answers == at).sum()), int((said == at).sum())
        classes.append(
            {"label": name, "rows": rows, "right": right, "called": called, "f1": _f1(right, rows, called)}
        )
        wrong = Counter(said[(answers == at) & (said != at)].tolist())
        pairs += [(many, name, names[other], rows) for other, many in wrong.items()]
    right = int((said == answers).sum())
    return {
        "macro_f1": round(macro_f1(said, answers), 4),
        "accuracy": {"n": right, "d": len(answers), "value": round(right / len(answers), 4)},
        "classes": classes,
        "confusions": [
            {"label": label, "read_as": other, "n": many, "of": rows}
            for many, label, other, rows in sorted(pairs, key=lambda one: (-one[0], one[1], one[2]))[
                :_CONFUSIONS
            ]
        ],
    }


def _f1(right: int, rows: int, called: int) -> float:
    return round(2 * right / (rows + called), 4) if rows + called else 0.0


def macro_f1(said: Any, answers: Any) -> float:
    """The mean of the F1 of the classes that stand in ``answers``."""
    found = []
    for label in np.unique(answers):
        right = int(((said == label) & (answers == label)).sum())
        found.append(2 * right / int((answers == label).sum() + (said == label).sum()))
    return float(np.mean(found))


def _chances(said: Any, scale: float) -> Any:
    odds = np.exp(scale * (said - said.max(axis=1, keepdims=True)))
    return odds / odds.sum(axis=1, keepdims=True)


def _scale(said: Any, answers: Any) -> float:
    """How steep the confidence must be so that rows held out are believed as often as they are right.

    As if one row more had been wrong: a table without a mistake must not make it sure of everything.
    """
    rows, doubt = np.arange(len(answers)), 1 / (len(answers) + 2)

    def surprise(scale: float) -> float:
        chances = np.log(np.maximum(_chances(said, scale), 1e-12))
        right = chances[rows, answers]
        wrong = (chances.sum(axis=1) - right) / (chances.shape[1] - 1)
        return -float(((1 - doubt) * right + doubt * wrong).mean())

    return float(min(np.geomspace(0.25, 16, 49), key=surprise))


def _sure(chances: Any, answers: Any, precision: float, least: float) -> dict[str, Any]:
    """The lowest confidence from which on it was right as often as asked, and how many rows lie above."""
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == answers
    order = np.argsort(-sure, kind="stable")
    so_far = np.cumsum(right[order])
    share = so_far / np.arange(1, len(order) + 1)
    ends = np.append(sure[order][1:] < sure[order][:-1], True)  # equals stand or fall together
    enough = (np.arange(1, len(order) + 1) >= _LEAST_SURE) & (sure[order] >= least)
    good = np.flatnonzero((share >= precision) & ends & enough)
    if not len(good):
        return {"threshold": None, "sure": {"right": 0, "n": 0, "d": len(answers)}, "precision": precision}
    last = int(good[-1])
    told = {"right": int(so_far[last]), "n": last + 1, "d": len(answers)}
    # a hair lower: the serving side counts in shorter numbers
    threshold = min(_HIGHEST, max(least, round(float(sure[order[last]]) - 5e-7, 6)))
    return {"threshold": threshold, "sure": told, "precision": precision}


def _types(decider: TypeDecider, names: list[str]) -> dict[str, str]:
    """Which labels are types of the rules; 其他 names the rest and no type, so it never speaks."""
    found = {name: decider.type_of(name) for name in names}
    return {name: l1 for name, l1 in found.items() if l1 is not None and l1 != "other"}


def _speaks(types: dict[str, str], counts: Counter[str]) -> bool:
    held = sum(many for label, many in counts.items() if label in types)
    return len(set(types.values())) >= LEAST_LABELS and held >= _TYPES_HOLD * sum(counts.values())


# ------------------------------------------------------------------ beside the one in force


def _compare(
    report: dict[str, Any], said: Any, answers: Any, texts: list[str], marks: list[int], old: bytes | None
) -> tuple[str, ...]:
    """Why the new one may not replace the one in force; what was compared goes into the report."""
    report["compared"] = None
    if old is None:
        return ()
    before, names = TypeModel(old), report["labels"]
    lost = sorted(set(before.labels) - set(names))
    fresh = np.array([at for at, mark in enumerate(marks) if mark not in before.seen], dtype=int)
    if len(fresh) >= LEAST_NEW and len(lost) < len(before.labels):
        place = {name: at for at, name in enumerate(names)}
        theirs = np.array([place.get(before.guess(texts[at]).label, len(names)) for at in fresh])
        mine, now = macro_f1(said[fresh].argmax(axis=1), answers[fresh]), macro_f1(theirs, answers[fresh])
        how, many = "same_rows", len(fresh)
    elif len(lost) == len(before.labels):
        mine, now, how, many = report["macro_f1"], before.report["macro_f1"], "other_labels", len(answers)
    else:
        mine, now, how, many = report["macro_f1"], before.report["macro_f1"], "own_reports", len(answers)
    mine, now = round(mine, 4), round(float(now), 4)
    report["compared"] = {
        "how": how, "rows": many, "new": mine, "in_force": now, "lost": lost,
        "in_force_made_at": before.report["made_at"],
    }  # fmt: skip
    if lost:
        return (
            f"新表里没有现用模型认得的这些类：{'、'.join(lost)}；换上以后就认不出了，所以没有换。",
            "请换一份各类都有的表；真要换，先删掉现用的模型再训练。",
        )
    if mine < now:
        on = (
            f"同样的 {many} 件（两个模型都没学过）上"
            if how == "same_rows"
            else "各自没学过的件上（这份表现用模型大多学过）"
        )
        return (
            f"{on}，新模型的宏平均 F1 是 {mine:.3f}，现用的是 {now:.3f}，新的差些，所以没有换。",
            "请补些旧件、核对分类写得对不对，再训练一次。",
        )
    return ()
