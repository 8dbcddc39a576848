"""台账: the ledgers and statistical forms that leave the centre as workbooks.

How the rows of incoming ledgers become cases is another matter: :mod:`jiefen_lite.ledger`, ``intake``.
"""

from jiefen_lite.ledgers.making import LEAST_REASON, Order, count, file_name, kinds_for, make, make_apart
from jiefen_lite.ledgers.wording import chosen

__all__ = ["LEAST_REASON", "Order", "chosen", "count", "file_name", "kinds_for", "make", "make_apart"]
