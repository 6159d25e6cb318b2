"""What a claim's page shows, worked out from its document: flat dictionaries, so that the template has little to do.

Pure. Positions are grouped by stance, always in the same order of stances, and within one in the document's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from claims.public.pages.words import (
    Document,
    attribution_of,
    capital,
    date_words,
    elements_words,
    lang,
    listed,
    listed_apart,
    names,
    standing_word,
)
from claims.vocabulary import (
    Basis,
    Capacity,
    ClaimKind,
    ContradictionKind,
    Measure,
    Population,
    Quantifier,
    Stance,
    StandingValue,
)

# Both of the first two always stand on the page, so that a missing denial is as plain to see as a denial.
_SIDES = [
    (Stance.ASSERTS, "Asserted"),
    (Stance.DENIES, "Denied"),
    (Stance.DECLINES, "Neither confirmed nor denied"),
    (Stance.WITHDRAWS, "Taken back"),
]
_ALWAYS = (Stance.ASSERTS, Stance.DENIES)


def claim_view(claim: Document) -> dict[str, Any]:
    """All that templates/public/claim.html asks for."""
    standing = claim["standing"]
    claimed = attribution_of(claim)
    return {
        "claim": claim,
        "lang": lang(claim["language"]),
        "heading": claim["question"] or claim["text"],
        "attribution": claimed.removesuffix("."),
        "standing": standing_view(standing, claimed),
        "facts": _facts(claim),
        "linked_facts": [("About", _about(claim))],
        "sides": _sides(claim),
        "contradictions": [_rival(rival) for rival in claim["contradicts"]],
        "counter_accusations": [_related(other) for other in claim["counter_accusations"]],
        "rests_on": [_related(ground) for ground in claim["rests_on"]],
        "figure": _figure_rows(claim["figure"]),
        "assessments": [_assessment(assessment) for assessment in claim["assessments"]],
        "searches": [_search(search) for search in claim["response_searches"]],
        "sources": _sources(claim["statements"]),
        "origins": claim["origins"],
        "reports": _reports(claim["origins"]),
    }


def standing_view(standing: Mapping[str, Any], claimed: str) -> dict[str, Any]:
    """The standing in words, split where the parties end and the reach of the reading begins."""
    label = str(standing["label"])
    rest = label[len(claimed) :].lstrip(". ") if label.startswith(claimed) else ""
    return {
        "value": standing["value"],
        "word": capital(standing_word(standing["value"])),
        "lede": claimed if label.startswith(claimed) else label,
        "rest": rest,
        "as_of": date_words(standing["as_of"]),
        "read": _read(standing["sources_read"]),
    }


def _read(sources_read: Mapping[str, Any]) -> str:
    count, latest = sources_read["count"], date_words(sources_read["latest"])
    of = f", {'the latest' if count > 1 else 'dated'} {latest}" if latest else ""
    return f"{count} {'source' if count == 1 else 'sources'} read on this topic{of}" if count else ""


def _facts(claim: Document) -> list[tuple[str, str]]:
    """What kind of claim it is, and when what it is about is said to have happened."""
    facts = [("Kind of claim", _kind(claim["kind"])), ("Happened", date_words(claim["occurred"]))]
    return [(name, value) for name, value in facts if value]


def _kind(value: str) -> str:
    return capital(str(ClaimKind(value).label)) if value in ClaimKind.values else value


def _about(claim: Document) -> list[dict[str, str]]:
    """The actors it is about, each with its part in what is claimed."""
    parts = {capacity.value: str(capacity.definition).rstrip(".") for capacity in Capacity}
    return [
        {
            "url": f"/actors/{actor['id']}/",
            "name": actor["name"] or actor["id"],
            "note": (parts.get(actor["as"]) or actor["as"]).lower(),
        }
        for actor in claim["about"]
    ]


def _sides(claim: Document) -> list[dict[str, Any]]:
    """The statements by stance. A side nobody takes says so if it is asserting or denying, else is left out."""
    by_stance: dict[str, list[dict[str, Any]]] = {stance: [] for stance, _ in _SIDES}
    for statement in claim["statements"]:
        by_stance.setdefault(statement["stance"], []).append(statement)
    return [
        {
            "stance": str(stance),
            "title": title,
            "statements": [_statement(statement) for statement in by_stance[stance]],
            "parties": _parties(by_stance[stance]),
            "empty": _nobody(stance, claim),
        }
        for stance, title in _SIDES
        if by_stance[stance] or stance in _ALWAYS
    ]


def _parties(statements: list[dict[str, Any]]) -> SafeString:
    """The parties whose statements stand, each once; of all, where none stands any more."""
    heard = [statement for statement in statements if statement["stands"]] or statements
    return listed_apart(list(dict.fromkeys(names(statement["party"] for statement in heard))))


def _nobody(stance: Stance, claim: Document) -> list[str]:
    """The sentences of a side on which nobody stands."""
    standing = claim["standing"]
    if stance == Stance.ASSERTS:
        return ["No one on record asserts it."]
    sentences = ["No one on record denies it."]
    if rivals := names(standing["contradicted_by"]):
        sentences.append(f"A claim of {listed(rivals)} contradicts it.")
    if standing["value"] == StandingValue.ASSERTED and not claim["response_searches"]:
        sentences.append("No response has been looked for.")
    sentences += [
        f"A response of {search['actor']['name'] or search['actor']['id']} was looked for; none found."
        for search in claim["response_searches"]
    ]
    return sentences


def _statement(statement: Document) -> dict[str, Any]:
    actor, party = statement["actor"], statement["party"]
    source, first = statement["source"], statement["primary_source"]
    said = date_words(statement["said"])
    published = date_words(source["published"])
    return {
        "number": statement["number"],
        "party": party["name"] or party["id"],
        "party_id": party["id"],
        "actor": (actor["name"] or actor["id"]) if actor["id"] != party["id"] else "",
        "actor_id": actor["id"],
        "role": actor["role"],
        "elements": elements_words(statement["elements"]),
        "stands": statement["stands"],
        "order_unknown": statement["order_unknown"],
        "quote": statement["quote"],
        "quote_lang": lang(statement["quote_language"]),
        "quote_translation": statement["quote_translation"],
        "quote_relayed": statement["quote_wording"] == "as_relayed",
        "passage": statement["passage"],
        "passage_lang": lang(statement["passage_language"]),
        "passage_translation": statement["passage_translation"],
        "when_label": "Said" if said or not published else "Reported",
        "when": said or published or "date not stated",
        "source": source,
        "source_lang": lang(source["language"]),
        "published": published,
        "locator": statement["locator"],
        "first": first,
        "first_lang": lang(first["language"]) if first else "",
        "first_published": date_words(first["published"]) if first else "",
    }


def _rival(rival: Document) -> dict[str, Any]:
    kinds = {kind.value: str(kind.definition) for kind in ContradictionKind}
    return {
        **_related(rival),
        "kind": kinds.get(rival["kind"], rival["kind"]),
        "element": elements_words([rival["element"]]) if rival["element"] else "",
        "changes_standing": rival["changes_standing"],
    }


def _related(other: Document) -> dict[str, Any]:
    """Another claim as this one's page tells of it: never bare, always with who says what."""
    return {
        "id": other["id"],
        "heading": other["question"] or other["text"] or other["id"],
        "text": other["text"] if other["question"] else "",
        "label": other["label"] or "no longer public",
        "disputed": other["standing"] == StandingValue.DISPUTED,
        "standing": capital(standing_word(other["standing"])),
        "reason": other.get("reason"),
    }


def _figure_rows(figure: Document | None) -> list[tuple[str, str]]:
    """The figure as rows of a table; what is not stated is left out."""
    if figure is None:
        return []
    side = figure["side"]
    rows = [
        ("Counts", _defined(Measure, figure["measure"])),
        ("Of", _population(figure["population"])),
        ("On the side of", (side["name"] or side["id"]) if side else ""),
        ("Area", figure["area"]),
        ("Number", number_words(figure["low"], figure["high"], figure["quantifier"])),
        ("In the source's words", figure["as_worded"]),
        ("Counted over", _defined(Basis, figure["basis"])),
        ("Counted from", date_words(figure["counted_from"])),
        ("As of", date_words(figure["as_of"])),
    ]
    return [(name, value) for name, value in rows if value]


def _population(value: str | None) -> str:
    return "" if value == Population.UNSPECIFIED else _defined(Population, value)


def _defined(choices: Any, value: str | None) -> str:
    return str(choices(value).definition).rstrip(".") if value in choices.values else value or ""


def number_words(low: int | None, high: int | None, quantifier: str | None) -> str:
    """`12`, `about 4,000`, `10 to 20`, `at least 24`; bounds as they stand, never a middle."""
    word = ""
    if quantifier and quantifier != Quantifier.EXACTLY:
        word = f"{Quantifier(quantifier).label} " if quantifier in Quantifier.values else f"{quantifier} "
    bounds = [f"{bound:,}" for bound in (low, high) if bound is not None]
    if not bounds:
        return ""
    if not word and len(bounds) == 1:
        word = "at least " if high is None else "at most "
    return word + (bounds[0] if low == high or len(bounds) == 1 else f"{bounds[0]} to {bounds[1]}")


def _assessment(assessment: Document) -> dict[str, Any]:
    organisation = assessment["organisation"]
    return {
        **assessment,
        "organisation": organisation["name"] or organisation["id"],
        "organisation_id": organisation["id"],
        "rated": date_words(assessment["rated"]),
    }


def _search(search: Document) -> dict[str, str]:
    return {
        "actor": search["actor"]["name"] or search["actor"]["id"],
        "actor_id": search["actor"]["id"],
        "searched_in": search["searched_in"],
        "searched": date_words(search["searched"]),
    }


def _sources(statements: list[Document]) -> list[dict[str, Any]]:
    """Every source that the statements name, once, with what was read in it and what was first said there."""
    found: dict[str, dict[str, Any]] = {}
    for statement in statements:
        for source in (statement["source"], statement["primary_source"]):
            if source and source["id"] not in found:
                found[source["id"]] = {
                    "source": source,
                    "lang": lang(source["language"]),
                    "published": date_words(source["published"]),
                }
    return list(found.values())


def _reports(origins: Mapping[str, Any]) -> str:
    """`11 reports, 2 origins`."""
    reports, count = origins["reports"], len(origins["origins"])
    return f"{reports} {'report' if reports == 1 else 'reports'}, {count} {'origin' if count == 1 else 'origins'}"
