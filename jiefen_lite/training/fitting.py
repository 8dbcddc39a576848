"""Learning a linear model from labelled texts: the one place for scikit-learn, always in a process apart.

The weights are the sum of two machines on the same pieces: one on their plain weights, one on weights
stretched by how much oftener a piece stands in a class than outside it. Both are linear, so the sum is one
table, and ``elements.model`` serves it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from jiefen_lite.elements.model import grams, heading, plain

#: In how many texts a piece must stand to be learned from: what stands in fewer is a name or a slip.
LEAST_TEXTS = 3
#: So many pieces are kept, those that tell the classes apart best.
MOST_PIECES = 60_000
_PLAIN_C, _STRETCHED_C = 0.5, 0.5
_NEVER = -100.0
#: What says less than this is not worth a line of a file.
LEAST_WEIGHT = 0.04


class Counted(NamedTuple):
    """Texts as counts of pieces, in the whole text and in its heading."""

    words: list[str]
    body: Any
    head: Any


class Fitted(NamedTuple):
    """A model: which pieces of the counted ones it keeps, and their weights."""

    kept: Any
    idf: Any
    weights: Any  # piece × label
    bias: Any


def count(texts: Sequence[str], least: int = LEAST_TEXTS) -> Counted:
    """Count the pieces of every text once; what stands in fewer than ``least`` texts is dropped."""
    place: dict[str, int] = {}
    plains = [plain(text) for text in texts]
    body = _matrix([grams(text) for text in plains], place, grow=True)
    seen = np.bincount(body.indices, minlength=len(place))
    words = list(place)
    kept = np.flatnonzero(seen >= least)
    kept = kept[[("\n" not in words[at]) for at in kept]] if len(kept) else kept
    head = _matrix([grams(heading(text)) for text in plains], place, grow=False)
    return Counted([words[at] for at in kept], body[:, kept].tocsr(), head[:, kept].tocsr())


def _matrix(of_texts: Sequence[Any], place: dict[str, int], *, grow: bool) -> Any:
    at, much, ends = array("i"), array("f"), array("q", [0])
    for pieces in of_texts:
        for word, times in Counter(pieces).items():
            where = place.setdefault(word, len(place)) if grow else place.get(word)
            if where is not None:
                at.append(where)
                much.append(times)
        ends.append(len(at))
    shape = (len(of_texts), len(place))
    return sparse.csr_matrix((np.asarray(much), np.asarray(at), np.asarray(ends)), shape=shape)


def fit(
    counted: Counted, rows: Any, answers: Any, labels: int, least: int = LEAST_TEXTS, most: int = MOST_PIECES
) -> Fitted:
    """Learn from some rows; ``answers`` are numbers below ``labels``, one a row of ``rows``.

    Pieces that stand in fewer than ``least`` rows are left out, and of the others ``most`` are kept.
    """
    body, head = counted.body[rows], counted.head[rows]
    seen = np.bincount(body.indices, minlength=body.shape[1])
    kept = np.flatnonzero(seen >= least)
    if len(kept) > most:
        telling, _chance = chi2(_there(body[:, kept]), answers)
        kept = np.sort(kept[np.argsort(-np.nan_to_num(telling), kind="stable")[:most]])
    idf = (np.log((1 + len(rows)) / (1 + seen[kept])) + 1).astype(np.float32)
    weighed = _weighed(body[:, kept], head[:, kept], idf)
    there = _there(weighed)
    weights = np.zeros((len(kept), labels), np.float32)
    bias = np.zeros(labels, np.float32)
    all_of = np.asarray(there.sum(axis=0)).ravel()
    for label in range(labels):
        mine = answers == label
        if not mine.any():  # all rows of a small class are twins, and are being judged
            bias[label] = _NEVER
            continue
        ratio = _ratio(there, mine, all_of).astype(np.float32)
        for stretch, strength in ((None, _PLAIN_C), (ratio, _STRETCHED_C)):
            machine = LinearSVC(C=strength, random_state=0)
            machine.fit(weighed if stretch is None else weighed.multiply(stretch).tocsr(), mine)
            weights[:, label] += machine.coef_[0] * (1 if stretch is None else stretch)
            bias[label] += machine.intercept_[0]
    return Fitted(kept, idf, weights, bias)


def weigh(
    rows: Sequence[Collection[str]],
    answers: Sequence[int],
    *,
    strength: float,
    least: int,
    slightest: float = LEAST_WEIGHT,
) -> dict[str, tuple[float, ...]]:
    """How much each mark speaks for each answer (of two answers: for the second), by logistic regression.

    ``rows`` are the marks of every example; those that stand in fewer than ``least`` are left out. What
    speaks whatever the marks are stands under the empty mark. What says less than ``slightest`` is left out.
    """
    place, told = _marked(rows, least)
    machine = LogisticRegression(C=strength, max_iter=500).fit(told, answers)
    columns = machine.coef_.T.round(2)
    found = {
        mark: tuple(map(float, columns[at]))
        for mark, at in place.items()
        if abs(columns[at]).max() >= slightest
    }
    return {"": tuple(map(float, machine.intercept_.round(2))), **found}


def weigh_stretched(
    rows: Sequence[Collection[str]],
    answers: Sequence[bool],
    *,
    strength: float,
    least: int,
    slightest: float = LEAST_WEIGHT,
) -> dict[str, tuple[float, ...]]:
    """How much each mark speaks for yes, each first stretched by how much oftener it stands in a yes.

    A support vector machine on naive Bayes ratios (Wang and Manning 2012, ACL): better than plain weights
    where texts are short and yes is rare. The marks of a row are weighed together at length one, so that
    a long one does not say more than a short one; the other arguments and the answer are as in ``weigh``.
    """
    yes = np.asarray(answers, bool)
    place, counts = _marked(rows, least)
    there = _there(counts)
    ratio = _ratio(there, yes, np.asarray(there.sum(axis=0)).ravel())
    lengths = np.sqrt([len(row) or 1 for row in rows])
    told = (sparse.diags(1 / lengths) @ counts).multiply(ratio).tocsr()
    machine = LinearSVC(C=strength, random_state=0).fit(told, yes)
    column = (machine.coef_[0] * ratio).round(2)
    found = {mark: (float(column[at]),) for mark, at in place.items() if abs(column[at]) >= slightest}
    return {"": (float(machine.intercept_[0].round(2)),), **found}


def slope(scores: Sequence[float], answers: Sequence[bool]) -> tuple[float, float]:
    """How a score becomes a likelihood: by how much it is multiplied, and what is added to it."""
    machine = LogisticRegression().fit(np.asarray(scores).reshape(-1, 1), answers)
    return float(machine.coef_[0][0]), float(machine.intercept_[0])


def choose(
    groups: Sequence[Sequence[Collection[str]]],
    answers: Sequence[Collection[int]],
    *,
    caution: float,
    least: int,
    slightest: float = LEAST_WEIGHT,
) -> dict[str, tuple[float, ...]]:
    """How much each mark speaks for a reading, so that of each group the right ones are the likeliest.

    A conditional logit: ``answers`` are the places of the right readings in their group; a group without
    any is left out, and so are marks that stand in fewer than ``least`` readings. ``caution`` is the
    weight of the squares that keeps the numbers small. What says less than ``slightest`` is left out.
    """
    kept = [(group, set(right)) for group, right in zip(groups, answers, strict=True) if right]
    seen = Counter(mark for group, _right in kept for row in group for mark in row)
    place: dict[str, int] = {}
    rows = [[mark for mark in row if seen[mark] >= least] for group, _right in kept for row in group]
    told = _matrix(rows, place, grow=True).astype(np.float64)
    sizes = np.array([len(group) for group, _right in kept])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    owner = np.repeat(np.arange(len(kept)), sizes)
    good = np.array([float(at in right) for group, right in kept for at in range(len(group))])

    def loss(weights: Any) -> tuple[float, Any]:
        scores = told @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        every, well = np.add.reduceat(odds, starts), np.add.reduceat(odds * good, starts)
        slope = told.T @ (odds / every[owner] - odds * good / well[owner]) + caution * weights
        return float((np.log(every) - np.log(well)).sum() + caution / 2 * (weights @ weights)), slope

    found = minimize(loss, np.zeros(len(place)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    values = found.round(2)
    return {mark: (float(values[at]),) for mark, at in place.items() if abs(values[at]) >= slightest}


def scores(fitted: Fitted, counted: Counted, rows: Any) -> Any:
    """What a model says of some rows: row × label, the highest is its answer."""
    body, head = counted.body[rows][:, fitted.kept], counted.head[rows][:, fitted.kept]
    return _weighed(body, head, fitted.idf) @ fitted.weights + fitted.bias


def folds(answers: Any, marks: Sequence[int], count_of: int, seed: int) -> list[tuple[Any, Any]]:
    """Rows to learn from and rows to be judged on, so that every row is judged once.

    Rows of one mark stay together: nobody is judged on the twin of what he has seen.
    """
    cut = StratifiedGroupKFold(count_of, shuffle=True, random_state=seed)
    return [(others, judged) for others, judged in cut.split(answers, answers, marks) if len(judged)]


def _marked(rows: Sequence[Collection[str]], least: int) -> tuple[dict[str, int], Any]:
    """The marks that stand in ``least`` rows with their places, and how often each row has each."""
    seen = Counter(mark for row in rows for mark in set(row))
    place: dict[str, int] = {}
    return place, _matrix([[mark for mark in row if seen[mark] >= least] for row in rows], place, grow=True)


def _ratio(there: Any, mine: Any, all_of: Any) -> Any:
    """How much oftener each piece stands in rows of a class than outside it; ``all_of``: in all rows."""
    inside = np.asarray(there[mine].sum(axis=0)).ravel() + 1
    outside = all_of - inside + 2
    return np.log((inside / inside.sum()) / (outside / outside.sum()))


def _there(counts: Any) -> Any:
    there = counts.copy()
    there.data = np.ones_like(there.data)
    return there


def _weighed(body: Any, head: Any, idf: Any) -> Any:
    return (_unit(body, idf) + _unit(head, idf)).tocsr()


def _unit(counts: Any, idf: Any) -> Any:
    """Each row's pieces by the logarithm of their count and their rarity, at length one."""
    made = counts.copy()
    made.data = (1 + np.log(made.data)) * idf[made.indices]
    rows = np.repeat(np.arange(made.shape[0]), np.diff(made.indptr))
    lengths = np.sqrt(np.bincount(rows, made.data**2, minlength=made.shape[0]))
    lengths[lengths == 0] = 1
    made.data = (made.data / lengths[rows]).astype(np.float32)
    return made
