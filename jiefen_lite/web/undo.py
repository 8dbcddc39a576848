"""What has just been done can be taken back with one click on the next page."""

from __future__ import annotations

from flask import flash


def offer(words: str, address: str, **fields: str) -> None:
    """Say what was done, with a button that posts ``fields`` to ``address``, which takes it back.

    ``words``: one sentence for the person; ``address``: a route of ours that answers POST.
    """
    flash({"words": words, "address": address, "fields": fields}, "undo")  # type: ignore[arg-type]
