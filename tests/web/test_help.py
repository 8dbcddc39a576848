"""Every page says in two sentences what it is for and what comes next."""

from __future__ import annotations

import re

from flask import Flask

from jiefen_lite.web.help import HELP

# What a GET answers with a file instead of a page.
FILES = {
    *(
        "static",
        "ledgers.download",
        "subsidies.ledger",
        "followup.masked",
        "followup.refused",
        "replies.download",
        "reports.download",
        "templates.download",
    ),
    *(
        "blankforms.word",
        "casepapers.download",
        "casepapers.folder_made",
        "attachments.download",
        "attachments.small",
    ),
}


def pages(app: Flask) -> set[str]:
    """The endpoints that answer GET with a page."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - FILES


def test_every_page_has_its_help_and_no_help_is_left_over(app: Flask) -> None:
    assert set(HELP) == pages(app)


def test_help_is_two_short_sentences_in_one_voice() -> None:
    for endpoint, sentences in HELP.items():
        assert len(sentences) == 2, endpoint
        for words in sentences:
            assert len(re.findall("[。！？]", words)) == 1, words
            assert words.endswith("。"), words
            assert 8 <= len(words) <= 45, (words, len(words))
            assert not re.search("请您|系统将|进行|用户可以", words), words
