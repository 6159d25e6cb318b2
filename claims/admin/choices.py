"""What an editor chooses where two edits met: radio buttons that need no script, and what they do to the form sent.

How the two were compared is for claims.admin.conflicts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import QueryDict

from claims.admin.sent import digest

YOURS, THEIRS, MERGED = "yours", "theirs", "merged"

_CHOICE, _HELD = "conflict-choice-", "conflict-held-"


@dataclass(frozen=True)
class Choice:
    """Values for one input of the form below, one of them to be chosen. It holds `held` until then: yours."""

    name: str
    held: list[str]
    offers: dict[str, list[str]]

    @property
    def input_name(self) -> str:
        return f"{_CHOICE}{self.name}"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Names and values that travel along."""
        offers = [(f"conflict-{key}-{self.name}", json.dumps(values)) for key, values in self.offers.items()]
        return [(f"{_HELD}{self.name}", digest(self.held)), *offers]


def chosen(posted: QueryDict) -> QueryDict:
    """The form as sent, with what was chosen in its inputs. What was typed there since wins over the choice."""
    names = [name for name in posted if name.startswith("conflict-")]
    if not names:
        return posted
    values = posted.copy()
    for name in names:
        if name.startswith(_CHOICE):
            _choose(values, name.removeprefix(_CHOICE), posted[name])
    for name in names:
        del values[name]
    return values


def _choose(values: QueryDict, name: str, key: str) -> None:
    offered = _read(values.get(f"conflict-{key}-{name}", ""))
    if offered is not None and key in (THEIRS, MERGED) and digest(values.getlist(name)) == values.get(f"{_HELD}{name}"):
        values.setlist(name, offered)


def _read(text: str) -> list[str] | None:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, list) and all(isinstance(one, str) for one in read) else None
