"""`/changes/`: what was published, corrected, withdrawn, restored or merged, newest first, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from claims.public.pages.asking import asked_in, known_parameters, readable
from claims.public.pages.entries import Change, changes_for_people
from claims.public.pages.known import AS_OF
from claims.public.pages.languages import here
from claims.public.pages.latest import action_words
from claims.public.pages.serving import rendered, serve
from claims.public.pages.words import date_words, moment_words
from claims.public.reading import Snapshot
from factreg.ordering import LARGEST
from factreg.parameters import Parameters, single, whole_number, written
from factreg.problems import malformed, nearest

PATH = "/changes/"
SHOWN = 30
# By the parameter's word, the actions of the ledger.
ACTIONS = ("published", "updated", "withdrawn", "quarantined", "restored", "merged", "erased")
TYPES = ("claim", "contradiction", "counter-accusation", "event", "actor", "source", "publisher")
PARAMETERS = ("action", "type", "on", "before", "after", AS_OF)
_DAY_OR_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)

Context = dict[str, Any]


@require_safe
@readable
def changes_page(request: HttpRequest) -> HttpResponse:
    parameters = known_parameters(request, PARAMETERS)
    asked = asked_in(parameters)
    action, type_ = (_one_of(parameters, name, words) for name, words in (("action", ACTIONS), ("type", TYPES)))
    positions = {name: _position(parameters, name) for name in ("before", "after")}
    between = _between(single(parameters, "on"))

    def render() -> str:
        found = changes_for_people(
            asked.at,
            limit=SHOWN + 1,
            actions=[action] if action else (),
            types=[type_] if type_ else (),
            between=between,
            **positions,
        )
        return _html(parameters, found, asked.at)

    return serve(request, identity=("changes", written(parameters), *asked.identity), render=render, asked=asked)


def _one_of(parameters: Parameters, name: str, words: Sequence[str]) -> str | None:
    value = single(parameters, name)
    if value is not None and value not in words:
        suggestion = nearest(value, words)
        hint = f"did you mean {suggestion}?" if suggestion else f"is one of {', '.join(words)}."
        raise malformed(name, f"{value[:40]}: {hint}", suggestion=suggestion)
    return value


def _position(parameters: Parameters, name: str) -> int | None:
    if single(parameters, name) is None:
        return None
    return whole_number(parameters, name, least=0, most=LARGEST, unless_told=0)


def _between(on: str | None) -> tuple[datetime, datetime] | None:
    """A day or a month as its first moment and that of the next; UTC."""
    if on is None:
        return None
    match = _DAY_OR_MONTH.fullmatch(on)
    try:
        if match is None:
            raise ValueError(on)
        year, month, day = (int(part) for part in match.groups(default="1"))
        start = datetime(year, month, day, tzinfo=UTC)
        if match[3]:
            return start, datetime.fromordinal(start.toordinal() + 1).replace(tzinfo=UTC)
        return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise malformed("on", "is a day such as 2020-09-29, or a month such as 2020-09.") from error


def _html(parameters: Parameters, found: Sequence[Change], at: Snapshot) -> str:
    backward = "after" in parameters
    more = len(found) > SHOWN
    shown = (found[-SHOWN:] if backward else found[:SHOWN]) if more else found
    newer, older = (more, True) if backward else ("before" in parameters, more)
    page = {
        "title": _("Changes and corrections"),
        "description": _("What was published, corrected, withdrawn, restored or merged, each with its reason."),
        "canonical": _path(parameters, before=None, after=None, as_of=None),
        "robots": "noindex, follow" if parameters else "index, follow",
        "section": "changes",
    }
    return rendered(
        "public/known/changes.html",
        page,
        filters=[_choices(parameters, "action", ACTIONS), _choices(parameters, "type", TYPES)],
        on=_on(parameters),
        days=[
            {**_day(parameters, day), "rows": [_row(change) for change in changes]} for day, changes in _by_day(shown)
        ],
        newer=_address(parameters, before=None, after=str(shown[0].seq)) if newer and shown else "",
        older=_address(parameters, after=None, before=str(shown[-1].seq)) if older and shown else "",
        newest=here(PATH) if not shown and ("before" in parameters or backward) else "",
    )


def _by_day(changes: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    return [(day, list(of_day)) for day, of_day in groupby(changes, key=lambda change: change.at.date().isoformat())]


def _day(parameters: Parameters, day: str) -> Context:
    return {
        "id": day,
        "words": date_words(day),
        "url": "" if single(parameters, "on") == day else _from_the_newest(parameters, on=day),
    }


def _on(parameters: Parameters) -> Context | None:
    """The day or month that is chosen, with the way to its month and to all."""
    on = single(parameters, "on")
    if on is None:
        return None
    month = on[:7]
    return {
        "words": date_words(on),
        "all": _from_the_newest(parameters, on=None),
        "month": {"words": date_words(month), "url": _from_the_newest(parameters, on=month)} if month != on else None,
    }


def _choices(parameters: Parameters, name: str, words: Sequence[str]) -> Context:
    """A filter as plain links: all, then each of its words."""
    chosen = single(parameters, name)
    options = [(None, pgettext("filter", "All")), *((word, _WORDS[name](word)) for word in words)]
    return {
        "label": _("What was done") if name == "action" else _("Type of record"),
        "options": [
            {"name": label, "url": _from_the_newest(parameters, **{name: word}), "chosen": word == chosen}
            for word, label in options
        ],
    }


def type_words(type_: str) -> str:
    return {
        "claim": pgettext("type", "Claim"),
        "contradiction": pgettext("type", "Contradiction"),
        "counter-accusation": pgettext("type", "Counter-accusation"),
        "event": pgettext("type", "Event"),
        "actor": pgettext("type", "Actor"),
        "source": pgettext("type", "Source"),
        "publisher": pgettext("type", "Publisher"),
    }.get(type_, type_)


_WORDS = {"action": action_words, "type": type_words}


def _from_the_newest(parameters: Parameters, **changed: str | None) -> str:
    return _address(parameters, before=None, after=None, **changed)


def _address(parameters: Parameters, **changed: str | None) -> str:
    return here(_path(parameters, **changed))


def _path(parameters: Parameters, **changed: str | None) -> str:
    query = written(parameters, **changed)
    return f"{PATH}?{query}" if query else PATH


def _row(change: Change) -> Context:
    return {
        "action": action_words(change.action),
        "what": change.action,
        "type": type_words(change.type),
        "title": change.title,
        "url": here(change.path) if change.path else "",
        "reason": change.reason,
        "at": moment_words(change.at.isoformat()),
        "datetime": change.at.isoformat(timespec="seconds"),
        "merged_into": change.merged_into,
        "merged_url": here(change.survivor) if change.survivor else "",
        "compared": here(change.compared) if change.compared else "",
        "history": here(f"{change.path}history/") if change.has_history else "",
    }
