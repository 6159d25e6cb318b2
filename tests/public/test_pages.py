"""The public pages: what is on them, what is not, and what they cost."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

import claims
from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Actor, Event
from sources.models import Source
from tests.factories import (
    make_actor,
    make_claim,
    make_event,
    make_publisher,
    make_source,
    make_statement,
)
from tests.forgetting import forget_answers
from tests.public.registry import (
    ENDLESS,
    HOSTILE,
    publish_dispute,
    publish_hostile_claim,
    publish_three_sided_claim,
)

DEMO = Path(claims.__file__).parent / "data" / "karabakh-2020.yaml"


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def words(html: str) -> str:
    """The text of a page, white space evened out."""

    class Words(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in {"a", "bdi", "span", "strong"}:
                self.found.append(" ")

        def handle_data(self, data: str) -> None:
            self.found.append(data)

    parser = Words()
    parser.feed(html)
    return " ".join("".join(parser.found).split())


def without_data(html: str) -> str:
    """A page without its linked data, which no browser runs and no text in it can end."""
    before, block, rest = html.partition('<script type="application/ld+json">')
    data, _, after = rest.partition("</script>")
    assert not set("<>&") & set(data)
    return before + after if block else html


def queries(client: Client, path: str) -> int:
    forget_answers()
    with CaptureQueriesContext(connections["public"]) as asked:
        page(client, path)
    return len(asked)


def test_claim_page_shows_each_side_with_source_and_date(client):
    publish_dispute()

    text = words(page(client, "/claims/su-25-downing/"))

    positions = text[text.index("Positions") : text.index("Who said what when")]
    asserted, denied = positions.split(" Denied ")
    assert asserted == (
        "Positions Asserted Armenia Through Shushan Stepanyan, Spokeswoman shot down Reported 29 September 2020 "
        "Read in Live blog, An outlet, 29 September 2020 (at 25-26) "
        "First made in Post of the spokeswoman, Facebook"
    )
    read = "Reported 29 September 2020 Read in Live blog, An outlet, 29 September 2020"
    assert denied.strip() == f"Azerbaijan {read} Turkey {read}"


def test_title_and_previews_name_the_parties(client):
    publish_dispute()
    make_and_publish = make_claim(
        slug="pilot", text="The pilot was killed.", statements=[{"actor": make_actor(name="Armenia")}]
    )
    publish(record=make_and_publish, by=None)

    disputed = page(client, "/claims/su-25-downing/")
    asserted = page(client, "/claims/pilot/")

    label = "Claimed by Armenia; denied by Azerbaijan and Turkey"
    question = "Was an Armenian Su-25 shot down by a Turkish F-16?"
    assert f"<title>{label} — {question} | factreg</title>" in disputed
    assert f'<meta property="og:title" content="{label} — {question}">' in disputed
    assert f'<meta name="description" content="{label}">' in disputed
    assert "<title>Claimed by Armenia — The pilot was killed. | factreg</title>" in asserted
    assert "Claimed by Armenia: The pilot was killed." in words(asserted)


def test_missing_denial_is_as_plain_to_see_as_a_denial(client):
    claim = make_claim(slug="claim", statements=[{"actor": make_actor()}])
    publish(record=claim, by=None)

    text = words(page(client, "/claims/claim/"))

    assert "Denied No one on record denies it. No response has been looked for." in text


def test_superseded_statement_stays_and_is_marked(client):
    actor = make_actor(name="Egypt")
    claim = make_claim(slug="claim", statements=[{"actor": actor, "said": "2020-09-29", "quote": "It was."}])
    make_statement(claim=claim, actor=actor, stance="denies", said="2020-09-30", quote="It was not.")
    claim.refresh_from_db()
    publish(record=claim, by=None)

    html = page(client, "/claims/claim/")

    assert html.count('class="statement superseded"') == 1
    replaced = "Egypt No longer stands: a later statement replaces it. Egypt · denies · 30 September 2020"
    assert f"{replaced} It was. Said 29 September 2020" in words(html)
    assert "Egypt Changes its position. Before: Egypt · asserts · 29 September 2020 It was not." in words(html)


def test_claim_page_shows_everything_of_the_document(client):
    publish_three_sided_claim()

    text = words(page(client, "/claims/three-sides/"))

    for part in [
        "Neither confirmed nor denied Россия",
        "As to agent and means only",
        "In Armenian, as the source relays them Translation The aircraft was hit",
        "In the source’s words · In Arabic مصر تؤكد سقوط الطائرة",  # noqa: RUF001 - typographic apostrophe
        "1 to 2 Aircraft lost",
        "1 report, 1 origin",
        "Contradicted by",
        "own inference",
        "Why One of the two can't be.",
        "Counter-accusation",
        "What this claim rests on",
        "Number 1 to 2",
        "In the source's words one or two",
        "Checkers: “Unproven”",
        "A response of Georgia was looked for (2 October 2020) in its site; none found.",
        "Note The wreck has not been shown.",
    ]:
        assert part in text


def test_texts_carry_their_language_and_direction(client):
    publish_three_sided_claim()

    html = page(client, "/claims/three-sides/")

    assert '<blockquote lang="ar" dir="auto">' in html
    assert '<blockquote lang="hy" dir="auto">' in html
    assert "<bdi>Հայաստան</bdi>" in html


def test_swapping_the_parties_changes_nothing_but_their_names(client):
    neutral = {"question": "Was a jet shot down?", "text": "A jet was shot down."}
    publish_dispute(asserting="Armenia", denying=("Azerbaijan",), slug="slug-one", **neutral)
    publish_dispute(asserting="Azerbaijan", denying=("Armenia",), slug="slug-two", **neutral)

    one = normal(page(client, "/claims/slug-one/"), {"Armenia": "A", "Azerbaijan": "B", "slug-one": "x"})
    other = normal(page(client, "/claims/slug-two/"), {"Armenia": "B", "Azerbaijan": "A", "slug-two": "x"})

    assert one == other


def normal(html: str, renamed: dict[str, str]) -> str:
    """A page without what differs between any two records."""
    for name, new in renamed.items():
        html = html.replace(name, new)
    html = re.sub(r"/(actors|sources|events|claims)/[a-z0-9-]+", r"/\1/x", html)
    html = re.sub(r"claim=[a-z-]+", "claim=x", html)
    html = re.sub(r"entry \d+ of the public log", "entry of the public log", html)
    html = re.sub(r'datetime="[^"]*"', "datetime", html)
    html = re.sub(r"\b\d\d:\d\d UTC|\d{4}-\d\d-\d\dT[\d:.]+Z", "time", html)
    html = re.sub(r"(Test outlet|Reported test event) \d+", r"\1", html)
    return re.sub(r"<dd dir=\"auto\">[a-z0-9-]+</dd>", "<dd>id</dd>", html)


def test_hostile_text_is_shown_and_does_nothing(client):
    publish_hostile_claim()

    html = page(client, "/claims/hostile/")

    assert "<script" not in without_data(html)
    assert "<img" not in html
    assert ENDLESS in html
    assert HOSTILE in words(html)


def test_pages_hold_no_script_and_no_style_of_their_own(client):
    publish_three_sided_claim()

    for path in ["/", "/disputes/", "/claims/", "/claims/three-sides/", "/search/?q=jet", "/about/", "/events/"]:
        html = without_data(page(client, path))

        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", html), path


def test_drafts_and_unpublished_edits_are_on_no_page(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    claim.text = "SECRET edit of what is published"
    save(record=claim, by=None)
    make_claim(slug="secret-draft", text="SECRET draft", event=claim.event)
    make_event(title="SECRET event")
    make_actor(name="SECRET actor")
    actor = claim.statements.first().actor.slug

    paths = [
        *("/", "/disputes/", "/claims/", "/events/", "/actors/", "/sources/", "/search/?q=secret"),
        f"/events/{claim.event.slug}/",
        f"/actors/{actor}/",
        "/claims/su-25-downing/",
        "/claims/su-25-downing/history/",
        "/claims/su-25-downing.json",
    ]

    for path in paths:
        assert "SECRET" not in page(client, path), path
    page(client, "/claims/secret-draft/", status=404)
    page(client, "/claims/secret-draft/history/", status=404)


def test_claim_page_asks_four_times_when_made_and_once_when_served_again(client):
    publish_three_sided_claim()

    with CaptureQueriesContext(connections["public"]) as made:
        page(client, "/claims/three-sides/")
    with CaptureQueriesContext(connections["public"]) as again:
        page(client, "/claims/three-sides/")

    assert (len(made), len(again)) == (4, 1)


@pytest.mark.parametrize(
    ("path", "asked"),
    # `+ 4`: statements that limit the time of others (factreg/patience.py).
    [
        ("/", 6),
        ("/disputes/", 8 + 4),
        ("/claims/", 7 + 4),
        ("/events/", 5 + 4),
        ("/actors/", 5 + 4),
        ("/search/?q=test", 8 + 8),
        ("/events/war/", 6),
        ("/actors/armenia/", 15 + 2 * 4),
        ("/sources/blog/", 7),
        ("/publishers/outlet/", 6),
    ],
)
def test_pages_ask_as_often_for_ten_rows_as_for_one(client, path, asked):
    source = make_source(slug="blog", publisher=make_publisher(slug="outlet"))
    event, actor = make_event(slug="war"), make_actor(slug="armenia")
    publish_disputes(1, event=event, actor=actor, source=source)
    one = queries(client, path)
    publish_disputes(9, event=event, actor=actor, source=source)

    ten = queries(client, path)

    assert (one, ten) == (asked, asked)


def publish_disputes(number: int, *, event: Event, actor: Actor, source: Source) -> None:
    for _ in range(number):
        reprint = make_source(derived_from=source, publisher=source.publisher)
        claim = make_claim(
            event=make_event(part_of=event),
            about=[(actor, "affected")],
            statements=[
                {"actor": actor, "source": source},
                {"actor": make_actor(speaks_for=actor), "source": reprint, "stance": "declines"},
                {"actor": make_actor(), "source": reprint, "stance": "denies"},
            ],
        )
        publish(record=claim, by=None)


def test_the_demo_reads_as_it_should(client):
    call_command("load", str(DEMO), publish=True, verbosity=0)

    home = words(page(client, "/"))
    disputes = page(client, "/disputes/")
    event = words(page(client, "/events/nagorno-karabakh-2020/"))
    actor = words(page(client, "/actors/turkey/"))

    assert "Did the Armenian army shell the Dashkesan region? Claimed by Azerbaijan Denied by Armenia" in home
    assert len(re.findall(r'<p class="claim-link">', disputes)) == 3
    assert "In the same dispute A Turkish F-16 that flew" in words(disputes)
    assert "The UN Security Council is to hold emergency talks on Tuesday." in event
    assert "Fahrettin Altun asserts it" in actor
    assert "Recep Tayyip Erdoğan asserts it, reported 28 September 2020" in actor
    assert "Turkish officials (not named in the text) denies it as to agent" in actor


def test_rests_on_a_disputed_claim_is_said_at_the_top(client):
    call_command("load", str(DEMO), publish=True, verbosity=0)

    text = words(page(client, "/claims/f-16-flight/"))

    assert "It rests on a claim that is itself disputed: Was an Armenian Su-25 shot down" in text


def test_withdrawn_claim_is_gone_with_its_reason_and_keeps_its_history(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    withdraw(record=claim, by=None, reason="Recorded by mistake.")

    gone = words(page(client, "/claims/su-25-downing/", status=410))
    history = page(client, "/claims/su-25-downing/history/")
    version = words(page(client, "/claims/su-25-downing/versions/1/"))

    assert "The reason: Recorded by mistake." in gone
    assert "Recorded by mistake." in words(history)
    assert "/claims/su-25-downing/versions/1/" in history
    assert "Version 1, which is no longer current. The record has been withdrawn: Recorded by mistake." in version
    assert "SU-25" not in words(page(client, "/")).upper()


def test_nothing_of_a_quarantined_claim_can_be_read(client):
    claim = publish_dispute()
    claim.refresh_from_db()
    quarantine(record=claim, by=None, reason="A danger to a person.")

    page(client, "/claims/su-25-downing/", status=410)
    history = page(client, "/claims/su-25-downing/history/")
    page(client, "/claims/su-25-downing/versions/1/", status=410)
    page(client, "/claims/su-25-downing.json", status=410)

    assert "F-16" not in history
