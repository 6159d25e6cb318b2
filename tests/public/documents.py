"""Claim documents made by hand in the published shape, for what the templates do with them; no database."""

# ruff: noqa: RUF001 - letters of other scripts are meant

from typing import Any

Document = dict[str, Any]


def party(name: str) -> Document:
    return {"id": name.lower().replace(" ", "-"), "name": name}


def exchanged(html: str, one: str, other: str) -> str:
    """A page with two names, and the ids made of them, in each other's place."""
    for first, second in ((one, other), (one.lower(), other.lower())):
        html = html.replace(first, "~").replace(second, first).replace("~", second)
    return html


def source_document(name: str = "Live blog", **changes: Any) -> Document:
    return {
        "id": name.lower().replace(" ", "-"),
        "title": name,
        "kind": "live_blog",
        "url": "https://example.org/live",
        "archive_url": None,
        "published": "2020-09-29",
        "language": "en",
        "publisher": {"id": "outlet", "name": "An Outlet"},
        **changes,
    }


def statement_document(number: int, stance: str, speaker: str, **changes: Any) -> Document:
    statement = {
        "id": f"a-claim.{number}",
        "number": number,
        "actor": {**party(speaker), "role": None, "kind": "state"},
        "party": party(speaker),
        "stance": stance,
        "elements": [],
        "stands": True,
        "order_unknown": False,
        "said": None,
        "locator": "24, 27",
        "source": source_document(),
        "primary_source": None,
        "origin": "live-blog",
    }
    for text in ("quote", "passage"):
        for part in ("", "_language", "_wording", "_translation"):
            statement[text + part] = None
    return statement | changes


def claim_document(*statements: Document, **changes: Any) -> Document:
    """A claim with these statements; its standing is only as true as the test makes it."""
    stances = {
        stance: [said["party"] for said in statements if said["stance"] == stance] for stance in ("asserts", "denies")
    }
    standing = {
        "value": "disputed",
        "label": "Claimed by A; denied by B",
        "as_of": "2020-09-29",
        "elements": [],
        "asserted_by": stances["asserts"],
        "denied_by": stances["denies"],
        "contradicted_by": [],
        "withdrawn_by": [],
        "differently_characterised_by": [],
        "sources_read": {"count": 2, "latest": "2020-09-29"},
        "responses_sought": [],
        "folded_into": None,
    } | changes.pop("standing", {})
    claim = {
        "id": "a-claim",
        "key": "00000000-0000-4000-8000-000000000001",
        "type": "claim",
        "format": 1,
        "url": "/claims/a-claim/",
        "version": 1,
        "published_at": "2026-11-22T22:00:00.123456Z",
        "updated_at": "2026-11-22T22:00:00.123456Z",
        "text": "A jet was shot down.",
        "question": "Was a jet shot down?",
        "language": "en",
        "kind": "attack",
        "note": None,
        "event": {"id": "jet", "title": "Reported loss of a jet"},
        "about": [],
        "occurred": None,
        "figure": None,
        "rests_on": [],
        "standing": standing,
        "statements": list(statements),
        "contradicts": [],
        "counter_accusations": [],
        "response_searches": [],
        "assessments": [],
        "origins": {"reports": len(statements), "origins": [{"id": "live-blog", "title": "Live blog"}]},
    }
    return claim | changes


def other_claim(name: str, **changes: Any) -> Document:
    """Another claim as a document shows it."""
    return {
        "id": name,
        "text": f"The text of {name}.",
        "question": None,
        "standing": "asserted",
        "label": "Claimed by C. No denial in the sources read (2, the latest of 29 September 2020).",
        "asserted_by": [party("C")],
        **changes,
    }


def three_sides() -> Document:
    """Every part a claim's page has, with right-to-left and other scripts."""
    return claim_document(
        statement_document(
            1,
            "asserts",
            "Armenia",
            actor={"id": "speaker", "name": "Շուշան Ստեփանյան", "role": "Spokeswoman", "kind": "person"},
            quote="Թուրքական F-16-ը խոցել է հայկական Սու-25",
            quote_language="hy",
            quote_wording="original",
            quote_translation="A Turkish F-16 hit an Armenian Su-25",
            said="2020-09-29",
            primary_source=source_document(
                "Facebook post", language="und", published=None, publisher={"id": "fb", "name": "Facebook"}
            ),
        ),
        statement_document(
            2,
            "asserts",
            "Egypt",
            elements=["occurrence", "place"],
            quote="أُسقطت الطائرة فوق الأراضي الأرمينية (Su-25)، بحسب 3 شهود",
            quote_language="ar",
            quote_wording="as_relayed",
            quote_translation="The aircraft was shot down over Armenian territory (Su-25), by 3 witnesses",
            stands=False,
        ),
        statement_document(3, "denies", "Azerbaijan", said="2020-09-29/2020-09-30"),
        statement_document(
            4,
            "denies",
            "Turkey",
            elements=["agent", "means"],
            quote="İddialar tamamen asılsızdır",
            quote_language="tr",
            order_unknown=True,
            passage="Officials in Ankara called the claims absolutely untrue.",
            passage_language="en",
        ),
        statement_document(5, "declines", "Russia", said="2020-10"),
        statement_document(6, "withdraws", "Egypt", said="2020-10-01"),
        standing={
            "label": "Claimed by Armenia; denied by Azerbaijan and Turkey",
            "elements": [],
        },
        figure={
            "measure": "aircraft_lost",
            "population": "military",
            "side": party("Armenia"),
            "area": None,
            "low": 1,
            "high": 1,
            "quantifier": "exactly",
            "as_worded": "a jet",
            "basis": "single_event",
            "counted_from": None,
            "as_of": "2020-09-29",
        },
        rests_on=[other_claim("jet-was-armenian", standing="disputed", label="Claimed by A; denied by B")],
        contradicts=[
            {
                **other_claim("no-jet-flew"),
                "contradiction": "jets",
                "kind": "contrary",
                "element": "agent",
                "reason": "A jet that did not fly can't have been shot down.",
                "changes_standing": True,
            }
        ],
        counter_accusations=[
            {**other_claim("jet-of-the-other-side"), "counter_accusation": "both", "reason": "Each says so."}
        ],
        response_searches=[{"actor": party("Georgia"), "searched_in": "its ministry's site", "searched": "2020-10-02"}],
        assessments=[
            {
                "id": "a-claim.a1",
                "number": 1,
                "organisation": {"id": "checkers", "name": "Checkers"},
                "rating": "Unproven",
                "scale": "True, Unproven, False",
                "summary": "No wreck has been shown.",
                "url": "https://example.org/check",
                "rated": "2020-11",
            }
        ],
        note="The wreck has not been shown.",
    )
