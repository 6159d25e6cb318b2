"""The filters of the lists: each keeps what it says, and several on statements hold of one."""

import pytest
from django.test import Client

from claims.ledger.publish import publish
from tests.factories import make_actor, make_claim, make_denial, make_event, make_source, make_statement
from tests.public.api import get, ids

pytestmark = pytest.mark.usefixtures("demo")


def count(client: Client, path: str) -> int:
    return int(get(client, f"{path}&count=true&page_size=1")["count"])


def test_denied_by_finds_what_the_ministry_denied_for_its_state(client: Client) -> None:
    assert {"su-25-downing", "f-16-flight"} <= set(ids(client, "claims/?denied_by=azerbaijan"))


def test_asserted_by_takes_in_those_that_speak_for_the_party(client: Client) -> None:
    found = get(client, "statements/?actor=turkey&stance=asserts&page_size=200")["results"]

    assert {"fahrettin-altun", "recep-tayyip-erdogan", "turkey"} <= {one["actor"]["id"] for one in found}
    claims = set(ids(client, "claims/?asserted_by=turkey&page_size=200"))
    assert {one["claim"]["id"] for one in found if one["stands"]} == claims


def test_part_of_a_state_does_not_speak_for_it(client: Client) -> None:
    socar = set(ids(client, "claims/?asserted_by=socar"))

    assert socar
    assert not socar & set(ids(client, "claims/?asserted_by=azerbaijan&page_size=200"))


def test_event_takes_in_its_sub_events(client: Client) -> None:
    assert count(client, "claims/?event=nagorno-karabakh-2020") == 68
    assert count(client, "statements/?event=nagorno-karabakh-2020") == 78
    assert set(ids(client, "events/?part_of=nagorno-karabakh-2020")) == set(ids(client, "events/"))


def test_disputes_are_three_with_the_others_folded_in(client: Client) -> None:
    assert len(ids(client, "disputes/")) == 3
    assert count(client, "claims/?standing=disputed") > 3


def test_repeated_values_are_alternatives(client: Client) -> None:
    either = count(client, "claims/?standing=disputed&standing=denied")

    assert either == count(client, "claims/?standing=disputed") + count(client, "claims/?standing=denied")


@pytest.mark.parametrize(
    "query",
    [
        "kind=attack",
        "about=armenia",
        "actor=iran",
        "source=report-2020-09-28",
        "publisher=interfax",
        "measure=killed",
        "has_contradiction=true",
        "language=en",
        "q=shelling",
        "place=vardenis-armenia",
    ],
)
def test_filter_keeps_some_claims(client: Client, query: str) -> None:
    assert 0 < count(client, f"claims/?{query}") <= 68


def test_search_finds_what_is_written_in_another_alphabet_and_case(client: Client) -> None:
    assert ids(client, "actors/?q=ERDOGAN") == ["recep-tayyip-erdogan"]
    assert ids(client, "actors/?q=Эрдоган") == ["recep-tayyip-erdogan"]


def test_quoted_words_are_a_phrase(client: Client) -> None:
    make_and_publish("phrase", text="Grey wolves crossed the pass.")

    assert ids(client, 'claims/?q="wolves+crossed"') == ["phrase"]
    assert ids(client, 'claims/?q="crossed+wolves"') == []


def test_best_match_comes_first_by_relevance(client: Client) -> None:
    make_and_publish("once", text="A zebra was seen near the river bank among many other animals.")
    make_and_publish("twice", text="Zebra, zebra, zebra.")
    make_and_publish("later", text="A zebra was seen once more, far away from any river at all.")

    found = ids(client, "claims/?q=zebra&ordering=relevance")

    assert found[0] == "twice"
    assert sorted(found) == ["later", "once", "twice"]


def test_filters_on_statements_hold_of_one_and_the_same(client: Client) -> None:
    first, second = make_source(slug="first"), make_source(slug="second")
    anna, boris = make_actor(slug="anna"), make_actor(slug="boris")
    claim = make_claim(slug="two-voices")
    make_statement(claim=claim, actor=anna, source=first, said="2020-01-01")
    make_statement(claim=claim, actor=boris, source=second, said="2021-01-01")
    publish(record=claim, by=None)

    assert ids(client, "claims/?actor=anna&source=first") == ["two-voices"]
    assert ids(client, "claims/?actor=anna&source=second") == []
    assert ids(client, "claims/?asserted_by=boris&said_after=2020-06-01") == ["two-voices"]
    assert ids(client, "claims/?asserted_by=anna&said_after=2020-06-01") == []


def test_assertion_and_denial_are_two_statements_of_the_same_claim(client: Client) -> None:
    source, other = make_source(slug="paper"), make_source(slug="radio")
    claim = make_claim(slug="both-sides")
    make_statement(claim=claim, actor=make_actor(slug="says-so"), source=source)
    make_denial(claim=claim, actor=make_actor(slug="says-no"), source=source)
    publish(record=claim, by=None)
    publish(record=other, by=None)

    assert ids(client, "claims/?asserted_by=says-so&denied_by=says-no") == ["both-sides"]
    assert ids(client, "claims/?asserted_by=says-so&denied_by=says-no&source=paper") == ["both-sides"]
    assert ids(client, "claims/?asserted_by=says-so&denied_by=says-no&source=radio") == []
    assert ids(client, "claims/?asserted_by=says-no") == []


def test_withdrawn_assertion_is_found_by_actor_alone(client: Client) -> None:
    actor = make_actor(slug="wavering")
    claim = make_claim(slug="taken-back")
    make_statement(claim=claim, actor=actor, said="2020-01-01")
    make_statement(claim=claim, actor=actor, stance="withdraws", said="2020-02-01")
    publish(record=claim, by=None)

    assert ids(client, "claims/?asserted_by=wavering") == []
    assert ids(client, "claims/?actor=wavering") == ["taken-back"]


@pytest.mark.parametrize(
    ("occurred", "query", "kept"),
    [
        ("2020-09-29", "occurred_after=2020-09-29", True),
        ("2020-09-29", "occurred_after=2020-09-30", False),
        ("2020-09-29", "occurred_before=2020-09-29", False),
        ("2020-09-29", "occurred_before=2020-09-30", True),
        ("2020-09", "occurred_after=2020-09-30", True),
        ("2020-09", "occurred_before=2020-09-02", True),
        ("2020-09-27/..", "occurred_after=2024-01-01", True),
        ("2020-09-27/..", "occurred_before=2020-09-01", False),
        ("../2020-09-27", "occurred_before=1900-01-01", True),
        ("../2020-09-27", "occurred_after=2020-09-28", False),
        ("", "occurred_after=1900-01-01", False),
        ("", "occurred_before=2100-01-01", False),
        ("", "occurred_after=1900-01-01&undated=include", True),
        ("2020-09-29", "occurred_after=2020-09-29T23:00:00-04:00", False),
        ("2020-09-29", "occurred_after=2020-09-30T02:00:00%2B04:00", True),
        ("2020-09-29", "occurred_after=2020-09-29&occurred_before=2020-09-30", True),
    ],
)
def test_dates_keep_what_may_lie_there(client: Client, occurred: str, query: str, kept: bool) -> None:
    event = make_event(slug="dated-event")
    make_and_publish("dated", event=event, occurred=occurred)

    assert ids(client, f"claims/?event=dated-event&{query}") == (["dated"] if kept else [])


def test_undated_rows_come_last_whichever_way_the_dates_go(client: Client) -> None:
    event = make_event(slug="ordered-event")
    for slug, occurred in (("old", "2019"), ("none", ""), ("new", "2021")):
        make_and_publish(slug, event=event, occurred=occurred)

    assert ids(client, "claims/?event=ordered-event&ordering=occurred") == ["old", "new", "none"]
    assert ids(client, "claims/?event=ordered-event&ordering=-occurred") == ["new", "old", "none"]


def test_updated_filters_by_the_time_of_change(client: Client) -> None:
    changed = get(client, "claims/su-25-downing/")["updated_at"]

    assert "su-25-downing" in ids(client, f"claims/?updated_after={changed}&page_size=200")
    assert "su-25-downing" not in ids(client, f"claims/?updated_before={changed}&page_size=200")


def test_moment_after_all_changes_keeps_what_changes_before_it(client: Client) -> None:
    """Whatever was asked before: the ledger's positions until then are not known yet."""
    later = "2999-01-01"
    assert ids(client, f"claims/?updated_after={later}") == []
    before = count(client, f"claims/?updated_before={later}")

    publish(record=make_claim(slug="changed-since"), by=None)

    assert ids(client, f"claims/?updated_after={later}") == []
    assert count(client, f"claims/?updated_before={later}") == before + 1
    changed = get(client, "claims/changed-since/")["updated_at"]
    assert ids(client, f"claims/?updated_after={changed}") == ["changed-since"]


def test_denials_are_the_statements_that_deny(client: Client) -> None:
    denials = get(client, "denials/?page_size=200")["results"]

    assert {one["stance"] for one in denials} == {"denies"}
    assert ids(client, "statements/?stance=denies") == [one["id"] for one in denials]
    assert get(client, f"denials/{denials[0]['id']}/") == denials[0]


def test_records_filter_by_their_own_columns(client: Client) -> None:
    assert set(ids(client, "actors/?speaks_for=armenia-mod")) == {
        "armenia-mod",
        "artsrun-hovhannisyan",
        "shushan-stepanyan",
    }
    assert set(ids(client, "sources/?publisher=interfax")) == {"interfax-aliyev", "interfax-socar"}
    assert ids(client, "publishers/?kind=agency") == ["interfax"]
    assert count(client, "statements/?claim=su-25-downing") == 3
    pair = get(client, "contradictions/")["results"][0]
    assert ids(client, f"contradictions/?claim={pair['claims'][1]['id']}") == [pair["id"]]


def make_and_publish(slug: str, **fields: object) -> None:
    publish(record=make_claim(slug=slug, **fields), by=None)
