"""Documents: what the world reads of a record, composed from its own part and its neighbours' last published ones.

Shapes are those of the API (docs/api.md). All fields are always present; what is not stated is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from claims.ledger.judging import Bench
from claims.ledger.neighbourhood import Neighbourhood
from claims.ledger.own_parts import ALL_SIDES, FIGURE, IN_DOCUMENTS, PLAIN, REFERENCES, Own
from claims.ledger.references import Reference, actor, named, source
from claims.rules import origins

FORMAT = 1
PASSAGE_LENGTH = 300  # characters; a longer passage is private, for copyright

PATHS: Mapping[str, str] = {
    "publisher": "/publishers/{}/",
    "source": "/sources/{}/",
    "actor": "/actors/{}/",
    "event": "/events/{}/",
    "claim": "/claims/{}/",
    "contradiction": "/api/v1/contradictions/{}/",
    "counter-accusation": "/api/v1/counter-accusations/{}/",
}
Document = dict[str, Any]


class Composer:
    """Composes documents of one neighbourhood, judging each claim once."""

    def __init__(self, around: Neighbourhood) -> None:
        self.around = around
        self.bench = Bench(around)

    def compose(self, type: str, slug: str) -> Document:  # noqa: A002 - the ledger's word
        """A document but for what the ledger adds: key, version and times."""
        own = self.around.own(type, slug)
        document: Document = {
            **{IN_DOCUMENTS.get(name, name): own[name] for name in PLAIN[type]},
            "id": slug,
            "type": type,
            "format": FORMAT,
            "url": PATHS[type].format(slug),
        }
        for name, of in REFERENCES[type].items():
            document[name] = named(self.around, of, own[name], _TITLES[of])
        if add := _CONTEXT.get(type):
            add(self, slug, own, document)
        return document

    def parties(self, slugs: Iterable[str]) -> list[Reference]:
        return [{"id": slug, "name": self.around.names[slug]} for slug in slugs]

    def claim(self, slug: str) -> Reference:
        """Another claim as documents show it: its text and standing, and who asserts it. Null where not public.

        The label is the brief one: how much was read on the other claim's event is for its own document to say.
        """
        own = self.around.public("claim", slug)
        if own is None:
            empty = dict.fromkeys(("text", "question", "standing", "label"))
            return {"id": slug, **empty, "asserted_by": [], "parties": []}
        judged = self.bench.judged(slug)
        return {
            "id": slug,
            "text": own["text"],
            "question": own["question"],
            "standing": judged.judgement.standing.value,
            "label": judged.brief_label,
            "asserted_by": self.parties(judged.judgement.asserted_by),
            "parties": self.parties(judged.judgement.parties),
        }


_TITLES = {"publisher": "name", "source": "title", "actor": "name", "event": "title"}


def _add_to_actor(composer: Composer, slug: str, own: Own, document: Document) -> None:
    document["party"] = actor(composer.around, composer.around.chain(slug)[-1])


def _add_to_pair(composer: Composer, slug: str, own: Own, document: Document) -> None:
    document["claims"] = [composer.claim(claim) for claim in own["claims"]]


def _add_to_claim(composer: Composer, slug: str, own: Own, document: Document) -> None:
    around = composer.around
    document["about"] = [
        {**(named(around, "actor", about["actor"], "name", "role") or {}), "as": about["as"]} for about in own["about"]
    ]
    document["rests_on"] = [_without(composer.claim(claim), "asserted_by") for claim in own["rests_on"]]
    document["figure"] = own["figure"] and _figure(composer, own["figure"])
    document["standing"] = _standing(composer, slug, own, document)
    document["statements"] = _statements(composer, slug, own)
    document |= _joined(composer, slug)
    document["response_searches"] = [
        {**search, "actor": actor(around, search["actor"])} for search in own["response_searches"]
    ]
    document["assessments"] = [
        {
            **assessment,
            "id": f"{slug}.a{assessment['number']}",
            "organisation": named(around, "publisher", assessment["organisation"], "name"),
        }
        for assessment in own["assessments"]
    ]
    document["origins"] = _origins(composer, own)


def _without(reference: Reference, *names: str) -> Reference:
    return {name: value for name, value in reference.items() if name not in names}


def _figure(composer: Composer, own: Own) -> Document:
    side = own["side"]
    return {
        **{name: own[name] for name in FIGURE},
        "side": {"id": ALL_SIDES, "name": "all sides"} if side == ALL_SIDES else actor(composer.around, side),
    }


def _standing(composer: Composer, slug: str, own: Own, document: Document) -> Document:
    judged = composer.bench.judged(slug)
    judgement = judged.judgement
    read = composer.around.sources_read(own["event"])
    return {
        "value": judgement.standing.value,
        "label": judged.label,
        "as_of": judged.as_of,
        "elements": [element.value for element in judgement.elements],
        "asserted_by": composer.parties(judgement.asserted_by),
        "denied_by": composer.parties(judgement.denied_by),
        "contradicted_by": composer.parties(judgement.contradicted_by),
        "withdrawn_by": composer.parties(judgement.withdrawn_by),
        "differently_characterised_by": composer.parties(judgement.differently_characterised_by),
        "sources_read": {"count": read.count, "latest": read.latest},
        "responses_sought": [
            {"actor": actor(composer.around, search["actor"]), "searched": search["searched"]}
            for search in own["response_searches"]
        ],
        "folded_into": composer.bench.folded_into(slug),
        "rests_on_disputed": any(reference["standing"] == "disputed" for reference in document["rests_on"]),
    }


def _statements(composer: Composer, slug: str, own: Own) -> list[Document]:
    """All published statements, by said, then source date, then order of recording; never by name."""
    around, judged = composer.around, composer.bench.judged(slug)
    by_number = {str(statement["number"]): statement for statement in own["statements"]}
    found = []
    for said in judged.ordered:
        statement, stands = by_number[said.id], judged.stands[said.id]
        found.append(
            {
                **statement,
                **_passage(statement),
                "id": f"{slug}.{statement['number']}",
                "actor": named(around, "actor", statement["actor"], "name", "role", "kind"),
                "party": actor(around, said.chain[-1]),
                "stands": stands.stands,
                "order_unknown": stands.order_unknown,
                "source": source(around, statement["source"]),
                "primary_source": source(around, statement["primary_source"]),
                "origin": statement["primary_source"] or around.origin(statement["source"]),
            }
        )
    return found


def _passage(statement: Own) -> Document:
    if all(len(statement[name] or "") <= PASSAGE_LENGTH for name in ("passage", "passage_translation")):
        return {}
    return dict.fromkeys(("passage", "passage_language", "passage_wording", "passage_translation"))


def _joined(composer: Composer, slug: str) -> Document:
    """The claims that pairs join to this one, in the order in which the pairs were published."""
    contradicts, counter_accusations = [], []
    for type_, pair, own in composer.around.pairs(slug):
        other = composer.claim(next(claim for claim in own["claims"] if claim != slug))
        if type_ == "contradiction":
            contradicts.append(
                {
                    **other,
                    "contradiction": pair,
                    "kind": own["kind"],
                    "element": own["element"],
                    "reason": own["reason"],
                    "changes_standing": not composer.bench.is_of_labels(own),
                }
            )
        else:
            counter_accusations.append({**other, "counter_accusation": pair, "reason": own["reason"]})
    return {"contradicts": contradicts, "counter_accusations": counter_accusations}


def _origins(composer: Composer, own: Own) -> Document:
    around = composer.around
    ordered = [(statement["source"], statement["primary_source"]) for statement in own["statements"]]
    roots = {slug: root for slug, _ in ordered if (root := around.origin(slug)) != slug}
    found = origins(ordered, roots)
    return {"reports": found.reports, "origins": [named(around, "source", slug, "title") for slug in found.origins]}


_CONTEXT: Mapping[str, Callable[[Composer, str, Own, Document], None]] = {
    "actor": _add_to_actor,
    "claim": _add_to_claim,
    "contradiction": _add_to_pair,
    "counter-accusation": _add_to_pair,
}
