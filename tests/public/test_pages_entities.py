"""The pages of actors, sources and publishers: all that belongs to them, in both directions; and the front page."""

import re

from django.test import Client

from claims.ledger.publish import publish
from tests.factories import make_actor, make_claim, make_event, make_publisher, make_source, make_statement
from tests.public.registry import publish_dispute
from tests.public.test_pages import page, words


def section(client: Client, path: str, anchor: str) -> str:
    """The words of a section of a page."""
    html = page(client, path)
    found = re.search(rf'<section [^>]*aria-labelledby="{anchor}">(.*?)\n</section>', html, re.DOTALL)
    assert found, anchor
    return words(found[1])


def publish_quarrel(first: str, second: str, *, slug: str) -> None:
    """Two parties, each through a voice: one asserts a claim about the other, which denies it; it takes one back."""
    accuser, accused = make_actor(slug=f"{slug}-1", name=first), make_actor(slug=f"{slug}-2", name=second)
    voice = make_actor(slug=f"{slug}-voice", name="A speaker", kind="person", role="Speaker", speaks_for=accuser)
    make_actor(slug=f"{slug}-part", name="A department", part_of=accused)
    source = make_source(slug=f"{slug}-source", title="A report", published="2020-09-29")
    event = make_event(title="Reported test affair")
    claim = make_claim(
        slug=f"{slug}-claim",
        text="A bridge was hit.",
        event=event,
        about=[(accused, "agent")],
        statements=[
            {"actor": voice, "source": source, "said": "2020-09-29", "quote": "It was hit"},
            {"actor": accused, "source": source, "stance": "denies", "elements": ["agent"]},
        ],
    )
    unanswered = make_claim(
        slug=f"{slug}-unanswered",
        text="A road was closed.",
        event=event,
        about=[(accused, "affected")],
        statements=[{"actor": voice, "source": source}],
        response_searches=[{"actor": accused, "searched_in": "its site", "searched": "2020-10-02"}],
    )
    for record in (claim, unanswered):
        publish(record=record, by=None)


def test_actor_page_shows_what_it_says_and_who_answers(client: Client) -> None:
    publish_quarrel("Testland", "Otherland", slug="quarrel")

    asserts = section(client, "/actors/quarrel-1/", "asserts")
    denies = section(client, "/actors/quarrel-2/", "denies")

    assert asserts == (
        "What it asserts A road was closed. A speaker asserts it, reported 29 September 2020 (A report) "
        "No denial of it is on record. Asserted Reported test affair as of 2 October 2020 "
        "A bridge was hit. A speaker asserts it, said 29 September 2020 (A report) It was hit "
        "Denied by Otherland Disputed Reported test affair as of 29 September 2020"
    )
    assert denies == (
        "What it denies A bridge was hit. Otherland denies it as to agent, reported 29 September 2020 (A report) "
        "Claimed by Testland Disputed Reported test affair as of 29 September 2020"
    )


def test_actor_page_shows_what_is_claimed_about_it_and_whether_it_answered(client: Client) -> None:
    publish_quarrel("Testland", "Otherland", slug="quarrel")

    about = section(client, "/actors/quarrel-2/", "about")

    assert (
        "A road was closed. The act is said to have affected it. Claimed by Testland An answer of it was looked for on "
        "2 October 2020 in its site; none found." in about
    )
    assert "A bridge was hit. It is said to have acted. Claimed by Testland Otherland denies it as to agent" in about


def test_actor_page_leads_to_the_claims_that_another_denies(client: Client) -> None:
    publish_quarrel("Testland", "Otherland", slug="quarrel")

    html = page(client, "/actors/quarrel-1/")

    assert '<a href="/claims/?asserted_by=quarrel-1&amp;denied_by=quarrel-2"><bdi>Otherland</bdi>' in html
    assert section(client, "/actors/quarrel-1/", "across").endswith("Deny what it asserts Otherland 1")


def test_actor_page_shows_whose_word_counts_as_its_own(client: Client) -> None:
    publish_quarrel("Testland", "Otherland", slug="quarrel")

    voices = section(client, "/actors/quarrel-1/", "voices")
    speaker = words(page(client, "/actors/quarrel-voice/"))

    assert voices.endswith("Testland none none none none A speaker Speaker 2 none none none")
    assert "Speaks for Testland" in speaker


def test_statement_that_was_replaced_or_declined_stands_apart(client: Client) -> None:
    actor = make_actor(slug="actor", name="Testland")
    claim = make_claim(text="A bridge was hit.", statements=[{"actor": actor, "said": "2020-09-29"}])
    make_statement(claim=claim, actor=actor, stance="declines", said="2020-09-30")
    claim.refresh_from_db()
    publish(record=claim, by=None)

    changed = section(client, "/actors/actor/", "changed")

    assert "Testland neither confirms nor denies it, said 30 September 2020" in changed
    assert "Testland asserts it, said 29 September 2020 no longer stands" in changed


def test_swapping_two_actors_swaps_their_pages(client: Client) -> None:
    publish_quarrel("Testland", "Otherland", slug="one")
    publish_quarrel("Otherland", "Testland", slug="two")

    for number, renamed in (("1", {"Testland": "A", "Otherland": "B"}), ("2", {"Testland": "B", "Otherland": "A"})):
        other = {name: "B" if new == "A" else "A" for name, new in renamed.items()}

        assert normal(page(client, f"/actors/one-{number}/"), renamed) == normal(
            page(client, f"/actors/two-{number}/"), other
        )


def normal(html: str, renamed: dict[str, str]) -> str:
    """A page without what differs between any two records."""
    for name, new in renamed.items():
        html = html.replace(name, new)
    html = re.sub(r"\b(one|two)-", "x-", html)
    html = re.sub(r"/events/[a-z0-9-]+", "/events/x", html)
    return re.sub(r"\b\d\d:\d\d UTC", "time", html)


def test_source_page_quotes_what_it_carries_and_shows_where_it_comes_from(client: Client) -> None:
    root = make_source(slug="root", title="A first report")
    source = make_source(slug="source", title="A report", derived_from=root, language="hy", published="2020-09-29")
    other, first = make_source(title="Another paper"), make_source(title="A post")
    claim = make_claim(
        text="A bridge was hit.",
        statements=[
            {"actor": make_actor(name="Testland"), "source": source, "quote": "It was hit", "locator": "paragraph 2"},
            {"actor": make_actor(name="Otherland"), "source": source, "stance": "denies", "primary_source": first},
            {"actor": make_actor(name="Farland"), "source": other},
        ],
    )
    publish(record=claim, by=None)

    carried = section(client, "/sources/source/", "claims")

    assert "Testland asserts it (at paragraph 2) It was hit" in carried
    assert "Otherland denies it First made in A post" in carried
    assert "A first report" in section(client, "/sources/source/", "taken-from")
    assert "A post" in section(client, "/sources/source/", "taken-from")
    assert "Another paper" in section(client, "/sources/source/", "others")
    assert "A report" in section(client, "/sources/root/", "reprints")


def test_publisher_page_shows_sources_claims_voices_and_assessments(client: Client) -> None:
    publisher = make_publisher(slug="checkers", name="Checkers")
    source = make_source(title="A report", publisher=publisher)
    actor = make_actor(name="Desk of the checkers", kind="media", publisher=publisher)
    claim = make_claim(
        text="A bridge was hit.",
        statements=[{"actor": actor, "source": source}],
        assessments=[{"organisation": publisher, "rating": "Unproven", "rated": "2020-11"}],
    )
    publish(record=claim, by=None)

    shown = {name: section(client, "/publishers/checkers/", name) for name in ("sources", "claims", "actors")}

    assert "A report" in shown["sources"]
    assert "A bridge was hit." in shown["claims"]
    assert "Desk of the checkers" in shown["actors"]
    assert "“Unproven”" in section(client, "/publishers/checkers/", "assessments")


def test_front_page_without_a_dispute_still_has_ways_in(client: Client) -> None:
    empty = words(page(client, "/"))
    publish(record=make_claim(text="A bridge was hit.", statements=[{"actor": make_actor(name="Testland")}]), by=None)

    some = words(page(client, "/"))

    assert "Nothing on record is disputed." in empty
    assert "By who speaks Testland All actors" in some
    assert "Claimed by Testland — A bridge was hit." in some


def test_front_page_names_both_sides_of_what_is_disputed(client: Client) -> None:
    publish_dispute()

    home = words(page(client, "/"))

    assert "Disputed now Was an Armenian Su-25 shot down by a Turkish F-16? Claimed by Armenia Denied by" in home
    assert "By who speaks Armenia Azerbaijan Turkey All actors" in home
