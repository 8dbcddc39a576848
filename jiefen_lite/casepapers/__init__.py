"""文书: the papers of a case from their form to their dossier.

``offering`` says which forms fit, ``empty`` prints those that are filled by hand, ``knowing`` what the case
knows, ``filling`` what is asked, ``making`` makes and keeps a paper under its number, ``dossier`` puts them
together. What they are is the table in :mod:`jiefen_lite.forms`, how they look is their templates.
"""

from jiefen_lite.casepapers.access import may_make_any, may_read, may_void
from jiefen_lite.casepapers.dossier import (
    CATALOGUE,
    KEEPERS,
    Item,
    Line,
    add_material,
    missing,
    remove_material,
    shown,
    size_of,
    zip_of,
)
from jiefen_lite.casepapers.dossier import of_case as dossier_of
from jiefen_lite.casepapers.empty import TAKERS as EMPTY_TAKERS
from jiefen_lite.casepapers.empty import forms as empty_forms
from jiefen_lite.casepapers.empty import write as write_empty
from jiefen_lite.casepapers.enclosed import Enclosure
from jiefen_lite.casepapers.making import (
    OpenForm,
    Unfinished,
    declare_void,
    file_of,
    make,
    of_case,
    open_form,
    preview,
    read,
)
from jiefen_lite.casepapers.offering import MAKERS, Offer, form_of, named, offers
from jiefen_lite.casepapers.ordered import has_notice
from jiefen_lite.casepapers.ordered import of_case as orders_of

__all__ = [
    "CATALOGUE",
    "EMPTY_TAKERS",
    "KEEPERS",
    "MAKERS",
    "Enclosure",
    "Item",
    "Line",
    "Offer",
    "OpenForm",
    "Unfinished",
    "add_material",
    "declare_void",
    "dossier_of",
    "empty_forms",
    "file_of",
    "form_of",
    "has_notice",
    "make",
    "may_make_any",
    "may_read",
    "may_void",
    "missing",
    "named",
    "of_case",
    "offers",
    "open_form",
    "orders_of",
    "preview",
    "read",
    "remove_material",
    "shown",
    "size_of",
    "write_empty",
    "zip_of",
]
