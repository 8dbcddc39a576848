"""空白文书: the forms that are filled by hand, printed empty; no case, no number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jiefen_lite.casepapers import numbering, offering
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.forms import BY_HAND, FORMS, Form
from jiefen_lite.shapes import Viewer

#: Who makes one of them at all.
TAKERS = frozenset(role for form in BY_HAND for role in FORMS[form].makers)


def forms(viewer: Viewer) -> Sequence[Form]:
    """The empty forms of whoever makes papers of that kind, in the order of a mediation."""
    return [FORMS[one] for one in BY_HAND if viewer.roles & FORMS[one].makers]


def write(house: House, viewer: Viewer, form_id: str, *, templates: Path | None = None) -> tuple[str, bytes]:
    """(file name, the empty form as .docx).

    Raises NotFound where there is no such form to be had empty, NotAllowed, TemplateFault.
    """
    form = offering.form_of(form_id)
    if form.id not in BY_HAND:
        raise NotFound("这种文书不手填，没有空白的；请在案件的“文书”页制作。")
    if form not in forms(viewer):
        raise NotAllowed(f"《{form.name}》由制作它的岗位打印，需要的请找承办人或者督办岗。")
    from exporters import blankforms  # Word's library is only loaded by those who write a paper

    known = {"center": house.center.name}
    if viewer.unit:  # the centre has no committee of its own that a village would sign for
        known["committee"] = numbering.committee(house, viewer.unit)
    data = blankforms.write(form, known, templates)
    return f"{form.name}（空白）.docx", data
