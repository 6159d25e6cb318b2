"""Who may publish whose work: never what they alone edited, nor what they themselves submitted. Pure."""

from __future__ import annotations

from collections.abc import Collection

ALONE = (
    "Only you have edited it since it was last published: a second person is to look at it. "
    "Submit it for review, or ask another editor."
)
SUBMITTED = "You submitted it for review yourself: another editor is to look at it."


def held_back(*, by: int, editors: Collection[int], submitted_by: int | None) -> str:
    """Why somebody must leave a record to a second person; empty where nothing stands against it.

    `editors` are those who edited it since it was last published. Two who both edited may publish each other's work;
    an edit by somebody unknown is no second person's.

    >>> held_back(by=1, editors=[1, 2], submitted_by=2)
    ''
    >>> held_back(by=1, editors=[1], submitted_by=None) == ALONE
    True
    """
    if submitted_by == by:
        return SUBMITTED
    if set(editors) == {by}:
        return ALONE
    return ""
