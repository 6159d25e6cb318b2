"""Stored records for a load, with their parts, in as many queries however many records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from claims.registry_file.checking import Entry
from claims.registry_file.directory import CHUNK, batches
from claims.registry_file.nodes import Sequence
from claims.registry_file.shape import ACTORS, CLAIMS, PLACES, SECTIONS, Section
from factreg.arrays import among
from factreg.records import PublicState

if TYPE_CHECKING:
    from claims.registry_file.loader import Loading

PREFETCHED = {
    CLAIMS.type: (
        "about_set",
        "rests_set",
        "statements__actor",
        "response_searches__actor",
        "assessments__organisation",
    ),
    ACTORS.type: ("aliases",),
    PLACES.type: ("names",),
}
PAIR_SECTIONS = [section for section in SECTIONS if "claims" in section.by_name]


def stored_rows(section: Section, rows: Iterable[int]) -> dict[int, Any]:
    """The stored records among the rows, with their parts, by id."""
    found = section.model._default_manager.filter(pk__in=among((row for row in rows if row), "bigint"))
    if section is CLAIMS:
        found = found.select_related("figure")
    return {row.pk: row for row in found.prefetch_related(*PREFETCHED.get(section.type, ()))}


def match_pairs(loading: Loading) -> None:
    """Find the stored row of each pair of the file, whichever of its claims comes first."""
    for section in PAIR_SECTIONS:
        pairs: dict[tuple[int, int], Entry] = {}
        for entry in loading.entries[section.name]:
            if pair := _pair_of(loading, entry):
                if first := pairs.get(pair):
                    message = f"the same two claims stand on line {first.line} already"
                    loading.refuse(entry, line=entry.line, message=message)
                pairs.setdefault(pair, entry)
        for chunk in batches(pairs, CHUNK):
            for pk, slug, state, pair in _stored(section, chunk):
                if pair in pairs and state != PublicState.MERGED:
                    _meet(loading, pairs[pair], pk, slug)
        for entry in loading.entries[section.name]:
            _refuse_others_slug(loading, entry)


def _pair_of(loading: Loading, entry: Entry) -> tuple[int, int] | None:
    given = entry.mapping.values.get("claims")
    slugs = given.items if isinstance(given, Sequence) else []
    rows = [loading.directory.row(type="claim", slug=slug) for slug in slugs if isinstance(slug, str)]
    known = sorted(row for row in rows if row is not None)
    return (known[0], known[1]) if len(known) == 2 else None


def _stored(section: Section, pairs: list[tuple[int, int]]) -> Iterable[tuple[int, str, str, Any]]:
    ids = {pk for pair in pairs for pk in pair}
    has_address = bool(section.address)
    rows = (
        section.model._default_manager.annotate(
            lower=Least("first_claim_id", "second_claim_id"),
            upper=Greatest("first_claim_id", "second_claim_id"),
        )
        .filter(Q(first_claim_id__in=ids) & Q(second_claim_id__in=ids))
        .values_list("pk", F("slug") if has_address else F("pk"), "lower", "upper", *_state(section))
    )
    for pk, slug, lower, upper, *state in rows:
        yield pk, str(slug), state[0] if state else "", (lower, upper)


def _state(section: Section) -> tuple[str, ...]:
    return ("public_state",) if section.address else ()


def _refuse_others_slug(loading: Loading, entry: Entry) -> None:
    """The slug that a pair gets without an id may be that of another pair, which it must not change."""
    derived = entry.section.address and "id" not in entry.mapping.values
    if derived and not entry.pk and loading.directory.row(type=entry.section.type, slug=entry.slug):
        loading.refuse(entry, line=entry.line, message="another pair has this slug; give an id")


def _meet(loading: Loading, entry: Entry, pk: int, slug: str) -> None:
    """The entry is the stored pair; an id that is not the pair's is refused."""
    entry.pk = pk
    given = entry.mapping.values.get("id")
    if given is not None and given != slug:
        message = f"id: these two claims are joined already, as {slug}"
        loading.refuse(entry, line=entry.mapping.line_of("id"), message=message)
