"""Which cases may be one dispute told through several channels: proposed with score and reasons.

Pure: facts and rules in, proposals out. Only pairs that have something telling in common are compared
(``finding``), each comparison adds up the points of the rule file (``scoring``). Where too little
is known nothing is proposed: a person looks at every proposal, and a wrong one costs trust.
"""

from __future__ import annotations

from jiefen_lite.doubles.finding import propose
from jiefen_lite.doubles.grouping import groups
from jiefen_lite.doubles.scoring import side_by_side

__all__ = ["groups", "propose", "side_by_side"]
