"""Disputes as lists show them: each with the claims that are folded into it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from claims.public.pages import now
from claims.public.pages.rows import Row, claim_row
from claims.public.pages.words import Document, elements_words, listed_apart, names
from claims.public.reading import Snapshot


def folded_within(claims: Sequence[Document]) -> list[Row]:
    """Rows of disputed claims, those that are folded into another of them with it."""
    ids = {claim["id"] for claim in claims}
    whole = [claim for claim in claims if claim["standing"]["folded_into"] not in ids]
    return _rows(whole, [claim for claim in claims if claim["standing"]["folded_into"] in ids])


def with_folded(disputes: Sequence[Document], at: Snapshot) -> list[Row]:
    """Rows of disputes. One query for all that is folded into them."""
    ids = [claim["id"] for claim in disputes]
    return _rows(disputes, now.folded_into(ids, at) if ids else ())


def _rows(disputes: Sequence[Document], folded: Sequence[Document]) -> list[Row]:
    rows = [{**claim_row(claim), "sides": _sides(claim), "folded": []} for claim in disputes]
    by_id = {row["id"]: row for row in rows}
    for claim in folded:
        if row := by_id.get(claim["standing"]["folded_into"]):
            row["folded"].append(claim_row(claim))
    return rows


def _sides(claim: Document) -> list[Row]:
    """Who asserts and who denies it, and whose claims else contradict it; always in this order."""
    standing = claim["standing"]
    denying = {party["id"] for party in standing["denied_by"]}
    contradicting = [party for party in standing["contradicted_by"] if party["id"] not in denying]
    elements = elements_words(standing["elements"])
    sides = [
        ("asserts", _("Claimed by"), standing["asserted_by"], ""),
        ("denies", _("Denied by"), standing["denied_by"], elements),
        ("contradicted", _("Contradicted by a claim of"), contradicting, ""),
    ]
    return [
        {"stance": stance, "title": title, "parties": listed_apart(names(parties)), "elements": limits}
        for stance, title, parties, limits in sides
        if parties
    ]
