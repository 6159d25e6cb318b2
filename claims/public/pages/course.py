"""The course of a dispute: who said what when, told apart from when that was published and when it was recorded here.

Pure, and light enough to be made with every claim's page. What is drawn, for whole events, is in timeline.py.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from claims.public.pages.timeline import does
from claims.public.pages.words import Document, date_words


def course_of(claim: Document) -> dict[str, Any]:
    """The statements in the document's order, which is that of their dates; what happened before, what was done here
    after them.
    """
    return {
        "happened": date_words(claim["occurred"]),
        "said": [_said(statement) for statement in claim["statements"]],
        "recorded": date_words(claim["published_at"][:10]),
        "changed": "" if claim["updated_at"] == claim["published_at"] else date_words(claim["updated_at"][:10]),
    }


def _said(statement: Document) -> dict[str, Any]:
    said, published = date_words(statement["said"]), date_words(statement["source"]["published"])
    return {
        "number": statement["number"],
        "stance": statement["stance"],
        "what": does(statement, who="party"),
        "when": said or published or gettext("date not stated"),
        # Where it is not known when it was said, the date is that of the report.
        "published": _published(said, published),
    }


def _published(said: str, published: str) -> str:
    if not published:
        return ""
    if not said:
        return gettext("when it was reported")
    return gettext("published {date}").format(date=published)
