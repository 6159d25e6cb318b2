"""`/api/v1/events/<slug>/matrix/` and `…/figures/`: what an event's page shows of them, as data."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from claims.public import addresses
from claims.public.api.moved import moved
from claims.public.api.operations import AS_OF, in_path, operation, query
from claims.public.describing import Schema, listed, or_null, ref, shape, text, whole, word, yes_or_no
from claims.public.lists import snapshot_of
from claims.public.pages.event import events_within
from claims.public.pages.event_parts import PARTS, Asked, part_json
from claims.public.resources import RESOURCES
from claims.public.schemas.references import identifier, parties
from claims.vocabulary import Measure, Stance, StandingValue
from factreg.http import encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import only, read, written
from factreg.rest import ReadView

_EVENT = shape("The event.", id=identifier(), title=text("Title."), url=text("Path of its page."))
_CLAIM = {
    "id": identifier(),
    "url": text("Path of its page."),
    "text": text("The claim."),
    "question": or_null(text("A neutral headline.")),
}
_POSITION = whole("Position of the ledger that is shown.")
_PARAMETERS: dict[str, Schema] = {
    "columns": query("columns", {"enum": ["parties", "actors"], "default": "parties"}, "What the columns are."),
    "after": query("after", {"type": "integer", "minimum": 0}, "Where the rows go on, as `next_after` says."),
    "measure": query("measure", {"enum": list(Measure.values)}, "Figures of this measure alone."),
    "as_of": AS_OF,
}


def _matrix() -> Schema:
    statement = shape(
        "A statement of the column's actor, or of one that speaks for it.",
        id=identifier("Public id: the claim's, a full stop, and its number."),
        stance=word(Stance, "What it does to the claim."),
        elements=listed({"type": "string"}, "What of the claim; empty is the whole."),
        stands=yes_or_no("Whether nothing later replaces it."),
        said=or_null(text("When it was said (EDTF).")),
        actor=identifier("Public id of who said it."),
    )
    cell = shape(
        "What is on record.",
        code=text("In the vocabulary's words: `denies (agent)`, `denies; earlier asserts`."),
        statements=listed(statement, "All of them, those that no longer stand as well."),
    )
    claim = shape(
        "The claim of the row.",
        **_CLAIM,
        event=ref("Titled"),
        label=text("The standing in words, with the parties."),
        asserted_by=parties("Parties whose assertion stands."),
        denied_by=parties("Parties whose denial stands."),
        standing=word(StandingValue, "What the published record shows."),
    )
    cells = {
        "type": "object",
        "additionalProperties": cell,
        "description": "By the id of the column; none where nothing is on record.",
    }
    return shape(
        "Who says what of which claim.",
        event=_EVENT,
        columns_are=text("What the columns are.", enum=["parties", "actors"]),
        columns=listed(shape("A column.", id=identifier(), name=text("Name.")), "By first appearance."),
        rows=listed(shape("A row.", claim=claim, cells=cells), "Claims in the order of their first publication."),
        next_after=or_null(whole("Where the rows go on, for `after`.")),
        position=_POSITION,
    )


def _figures() -> Schema:
    figure = ref("Figure")
    row = shape(
        "A figure as one party claims it.",
        claim=shape("The claim that states it.", **_CLAIM),
        party=or_null(ref("Named")),
        figure=figure,
        standing=word(StandingValue, "The claim's standing."),
        denied_by=parties("Parties whose denial of the claim stands."),
        contradicts=listed(identifier(), "Public ids of claims that contradict it."),
    )
    return shape(
        "Figures as their claimants state them; nothing is added up.",
        event=_EVENT,
        figures=listed(row, "By measure, population and basis; then claimants by first appearance, then dates."),
        next_after=or_null(whole("Always null.")),
        position=_POSITION,
    )


_SENDS = {"matrix": _matrix, "figures": _figures}


class EventPartView(ReadView):
    """One part of an event as data, at a position."""

    part = "matrix"

    @classmethod
    def of(cls, part: str) -> Any:
        return cls.as_view(part=part)

    def describe(self) -> Schema:
        return operation(
            f"read-event-{self.part}",
            f"{_SENDS[self.part]()['description']} Of the event and those that are part of it.",
            tag="events",
            parameters=[
                in_path("slug", "Public id."),
                *(_PARAMETERS[name] for name in PARTS[self.part].parameters),
            ],
            sends=_SENDS[self.part](),
            errors=(400, 404, 406, 410, 503),
        )

    def get(self, request: Request, slug: str) -> HttpResponse:
        part = PARTS[self.part]
        parameters = read(request)
        only(parameters, part.parameters)
        at = snapshot_of(parameters)
        try:
            found = addresses.found(RESOURCES["events"], slug, at)
        except addresses.MovedTo as gone:
            return moved(request, gone.slug, parameters)
        encoding = encoding_for(request)
        tag = etag(request.path, written(parameters), at.position, at.head, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        asked = Asked(orjson.loads(found.document), events_within(slug, at), at, parameters)
        return respond(request, part_json(asked, part)[0], content_type="application/json", tag=tag, encoding=encoding)
