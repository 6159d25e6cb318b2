"""What the plain way's page tells of a claim and of what is around it, worked out for each reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from claims.ledger.models import Entry
from claims.models import Claim, Contradiction, ResponseSearch, Statement
from claims.rules import Judgement, as_of, brief_label, label, origins, standing_statements
from sources.models import Source
from tests.benchmarks.plain.claim import Around, is_of_labels

PASSAGE_LENGTH = 300

# An event's topmost event, and all that is part of that.
_EVENTS_OF_TOPIC = """
WITH RECURSIVE above(id, part_of_id) AS (
    SELECT id, part_of_id FROM claims_event WHERE id = %s
    UNION SELECT event.id, event.part_of_id FROM claims_event AS event JOIN above ON event.id = above.part_of_id
), part(id) AS (
    SELECT id FROM above WHERE part_of_id IS NULL
    UNION SELECT event.id FROM claims_event AS event JOIN part ON event.part_of_id = part.id
)
SELECT id FROM part
"""
# The sources read on events: how many, and the date of the latest. In one query with the events it took six times as
# long, since PostgreSQL expects hundreds of parts an event and reads every statement.
_SOURCES_READ = """
SELECT count(*), (array_agg(published ORDER BY published_latest DESC NULLS LAST, published_earliest DESC))[1]
FROM sources_source WHERE public_state = 'published' AND id IN (
    SELECT statement.source_id FROM claims_statement AS statement
    JOIN claims_claim AS claim ON claim.id = statement.claim_id
    WHERE claim.public_state = 'published' AND claim.event_id = ANY(%s)
)
"""
# What a source was copied from, and that in turn.
_COPIED_FROM = """
WITH RECURSIVE above(start, place, id) AS (
    SELECT id, 0, id FROM sources_source WHERE id = ANY(%s)
    UNION ALL SELECT above.start, above.place + 1, source.derived_from_id
    FROM above JOIN sources_source AS source ON source.id = above.id
    WHERE source.derived_from_id IS NOT NULL AND above.place < 100
)
SELECT DISTINCT ON (above.start) above.start AS copy, source.* FROM above
JOIN sources_source AS source ON source.id = above.id ORDER BY above.start, above.place DESC
"""


def standing_of(found: Around) -> dict[str, Any]:
    """The claim's standing with its label, in which each name keeps its own direction, and how far the reading went."""
    claim, judgement = found.claim, found.judged(found.claim.pk)
    count, latest = _sources_read(claim.event_id)
    statements, searches = found.statements[claim.pk], claim.response_searches.all()
    dates = [date for said in statements for date in (said.said, said.source.published)]
    lede, rest = _label(judgement, found.names, searches, count, latest)
    marked = {slug: format_html("<bdi>{}</bdi>", name) for slug, name in found.names.items()}
    lede_html, rest_html = _label(judgement, marked, searches, count, latest)
    return {
        "value": judgement.standing,
        "label": f"{lede}. {rest}" if rest else lede,
        # A bare assertion's label goes on to how far the reading went, which is no part of a title.
        "cited": f"{lede}. {rest}".removesuffix(".") if rest and judgement.standing != "asserted" else lede,
        "lede": lede,
        "lede_html": mark_safe(lede_html),
        "rest_html": mark_safe(rest_html),
        "asserted_by": judgement.asserted_by,
        "rivals": [found.names[party] for party in judgement.contradicted_by],
        "as_of": as_of([*dates, *(search.searched for search in searches), latest]),
        "read": count,
        "latest": latest,
    }


def _label(
    judgement: Judgement, names: dict[str, str], searches: Iterable[ResponseSearch], read: int, latest: str | None
) -> tuple[str, str]:
    """Who says what; and the sentences behind it."""
    whole = label(
        judgement,
        names=names,
        sources_read=read,
        latest_source=latest,
        searched=[(names[search.actor.slug], search.searched) for search in searches],
    )
    lede = brief_label(judgement, names=names)
    return lede, whole.removeprefix(lede).lstrip(". ")


def _sources_read(event: int) -> tuple[int, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS_OF_TOPIC, [event])
        cursor.execute(_SOURCES_READ, [[part for (part,) in cursor.fetchall()]])
        count, latest = cursor.fetchone()
    return count, latest


def told(found: Around) -> list[Statement]:
    """The claim's statements in order, each with its party, whether it stands, and where it comes from."""
    statements = {str(statement.pk): statement for statement in found.statements[found.claim.pk]}
    said = found.said(found.claim.pk)
    stands = standing_statements(said)
    ordered = [statements[one.id] for one in said]
    roots = _roots(ordered)
    for statement in ordered:
        statement.party = found.chains[statement.actor_id][-1]
        statement.stands = stands[str(statement.pk)].stands
        statement.order_unknown = stands[str(statement.pk)].order_unknown
        statement.origin = statement.primary_source or roots[statement.source_id]
        statement.replaces = []
        if max(len(statement.passage), len(statement.passage_translation)) > PASSAGE_LENGTH:
            statement.passage = ""
    for place, statement in enumerate(ordered):
        statement.replaced_by = None if statement.stands else _replacement(statement, ordered[place + 1 :])
        if statement.replaced_by:
            statement.replaced_by.replaces.append(statement)
    return ordered


def _roots(statements: Sequence[Statement]) -> dict[int, Source]:
    """The source at the root of what each source was copied from; a source that is shown already as it is."""
    shown = {
        source.pk: source for said in statements for source in (said.primary_source, said.source) if source is not None
    }
    roots = {said.source_id: shown[said.source_id] for said in statements}
    if copies := [source.pk for source in roots.values() if source.derived_from_id]:
        found = Source.objects.raw(_COPIED_FROM, [copies])
        # Of one that no statement names, the page shows no more than its title.
        roots |= {root.copy: shown.get(root.pk) or Source(slug=root.slug, title=root.title) for root in found}
    return roots


def _replacement(statement: Statement, later: Sequence[Statement]) -> Statement | None:
    speakers = (statement.actor_id, statement.party.pk)
    others = [one for one in later if one.stance != statement.stance and _same_elements(one, statement)]
    of_its_own = (one for one in others if one.actor_id in speakers)
    return next(of_its_own, None) or next((one for one in others if one.party.pk == statement.party.pk), None)


def _same_elements(one: Statement, other: Statement) -> bool:
    return not one.elements or not other.elements or bool(set(one.elements) & set(other.elements))


def origins_of(statements: Sequence[Statement]) -> dict[str, Any]:
    """How many reports and origins there are, and each origin with the reports that go back to it."""
    sources = {said.origin.slug: said.origin for said in statements}
    recorded = sorted(statements, key=lambda said: said.number)
    counted = origins([(said.source.slug, said.origin.slug) for said in recorded], {})
    found: dict[str, dict[str, Any]] = {
        slug: {"source": sources[slug], "own": (), "reports": []} for slug in counted.origins
    }
    reports: dict[tuple[str, str], list[Statement]] = {}
    for said in statements:
        reports.setdefault((said.origin.slug, said.source.slug), []).append(said)
    for (origin, source), carried in reports.items():
        parties = dict.fromkeys(said.party for said in carried)
        if origin == source:
            found[origin]["own"] = list(parties)
        else:
            found[origin]["reports"].append({"source": carried[0].source, "parties": list(parties)})
    return {"reports": counted.reports, "origins": list(found.values())}


def neighbour(found: Around, claim: Claim, pair: Any = None) -> dict[str, Any]:
    """Another claim as the page tells of it: with its standing, and who says what."""
    judgement = found.judged(claim.pk)
    return {
        "claim": claim,
        "pair": pair,
        "standing": judgement.standing,
        "label": brief_label(judgement, names=found.names),
        "of_labels": isinstance(pair, Contradiction) and is_of_labels(pair),
    }


def history_of(claim: Claim) -> list[dict[str, Any]]:
    """The entries of the ledger on the claim, newest first."""
    entries = Entry.objects.filter(type="claim", key=claim.key).exclude(action="reformatted").order_by("-seq")
    return list(entries.values("seq", "at", "action", "version", "cause", "reason")[:400])


def moments_of(history: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The moments at which something else was public, oldest first: entries of one cause are one."""
    grouped = [list(group) for _, group in groupby(reversed(history), key=lambda row: row["cause"] or row["seq"])]
    moments = []
    for group in grouped:
        own = next((row for row in group if row["cause"] is None), None)
        moments.append({"at": group[-1]["at"], "action": (own or group[-1])["action"], "follows": own is None})
    return moments
