"""Search boxes and lists: any spelling finds a name, namesakes can be told apart, and big tables are not counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.admin.searching import COUNTED, CappedPaginator
from claims.models import Actor, Claim, Event, Place
from sources.models import Publisher, Source
from tests.admin.forms import Desk, list_url
from tests.factories import make_actor, make_claim, make_event, make_place, make_publisher, make_source

pytestmark = pytest.mark.django_db

BOXES: dict[Any, tuple[str, str]] = {
    Actor: ("claims.statement", "actor"),
    Claim: ("claims.claimrest", "rests_on"),
    Event: ("claims.claim", "event"),
    Place: ("claims.event", "place"),
    Publisher: ("sources.source", "publisher"),
    Source: ("claims.statement", "source"),
}


def offered(desk: Desk, model: Any, term: str) -> list[str]:
    holder, field = BOXES[model]
    app, name = holder.split(".")
    query = {"app_label": app, "model_name": name, "field_name": field, "term": term}
    return [one["text"] for one in desk.client.get(reverse("admin:autocomplete"), query).json()["results"]]


SPELLINGS = {
    "without its dots": (Place, "Testüli", "testuli", lambda name: make_place(names=[(name, "az")])),
    "in another script": (Actor, "Тестоград", "testograd", lambda name: make_actor(name=name)),
    "by an alias": (Actor, "Testov", "тестов", lambda name: make_actor(aliases=[(name, "ru")])),
    "in capitals": (Claim, "a test bridge fell.", "BRIDGE TEST", lambda name: make_claim(text=name)),
    "by the place": (Event, "Testüli", "TESTULI", lambda name: make_event(place=make_place(names=[(name, "az")]))),
    "by the publisher": (
        Source,
        "Tëst Herald",
        "herald",
        lambda name: make_source(publisher=make_publisher(name=name)),
    ),
}


@pytest.mark.parametrize(("model", "name", "typed", "make"), SPELLINGS.values(), ids=SPELLINGS)
def test_name_is_found(editor: Desk, model: Any, name: str, typed: str, make: Any) -> None:
    make(name)
    make("Something else")

    assert len(offered(editor, model, typed)) == 1
    assert len(editor.open(list_url(model), q=typed).response.context["cl"].result_list) == 1


def test_rows_are_found_once_though_two_names_fit(editor: Desk) -> None:
    make_actor(name="Test state", aliases=[("Test land", "en"), ("Test realm", "en")])

    assert len(offered(editor, Actor, "test")) == 1


@pytest.mark.parametrize("typed", ["25", "su", "su 25", "su-25", "de", '"un'])
def test_short_words_are_found_where_words_begin(editor: Desk, typed: str) -> None:
    make_actor(name='Test unit "Un" (Del) Su-25')
    make_actor(name="Crude 1925 issue")

    assert offered(editor, Actor, typed) == ['Test unit "Un" (Del) Su-25 (state)']


def test_short_words_of_a_script_without_spaces_are_found_anywhere(editor: Desk) -> None:
    make_publisher(name="测试新华社")

    assert len(offered(editor, Publisher, "新华")) == 1


@pytest.mark.parametrize("common", [0, 5_000], ids=["read row by row", "each place by its index"])
def test_words_of_several_places_are_found_either_way(
    editor: Desk, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr("claims.admin.searching.COMMON", common)
    found = make_source(title="Bridge at Testville", publisher=make_publisher(name="Test Herald"))
    make_source(title="Bridge at Testville", publisher=make_publisher(name="Other"))
    make_source(title="Weather", publisher=found.publisher)

    shown = editor.open(list_url(Source), q="bridge herald").response.context["cl"]

    assert list(shown.result_list) == [found]


def test_what_begins_with_the_words_comes_first(editor: Desk) -> None:
    make_actor(name="Army of Testland", slug="a")
    make_actor(name="Testland", slug="b")

    assert offered(editor, Actor, "testl") == ["Testland (state)", "Army of Testland (state)"]


def test_namesakes_are_told_apart(editor: Desk) -> None:
    make_actor(name="A. Tester", kind="person", role="Minister", speaks_for=make_actor(name="Testland"))
    make_actor(name="A. Tester", kind="person", role="Reporter")
    make_source(title="Live", publisher=make_publisher(name="Test Herald"), published="2020-01-02")

    assert set(offered(editor, Actor, "tester")) == {"A. Tester, Minister (speaks for Testland)", "A. Tester, Reporter"}
    assert offered(editor, Source, "live") == ["Live (Test Herald; 2020-01-02; article)"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "\x00", "'; --", "a" * 5000, "\ud83d", "\u202e"])
def test_odd_words_find_nothing_and_break_nothing(editor: Desk, typed: str) -> None:
    make_actor(name="Testland")

    response = editor.client.get(list_url(Actor), {"q": typed.encode("utf-8", "surrogatepass")})

    assert response.status_code == 200


def test_a_name_edited_is_found_by_its_new_spelling(editor: Desk) -> None:
    actor = make_actor(name="Old")

    editor.edit(actor).type(name="Zürich").send()

    assert offered(editor, Actor, "zurich") == ["Zürich (state)"]


def test_count_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        make_actor()
    exact = CappedPaginator(Actor.objects.all(), 2)
    assert (exact.count, exact.num_pages) == (3, 2)

    monkeypatch.setattr("claims.admin.searching.COUNTED", 2)
    capped = CappedPaginator(Actor.objects.all(), 2)

    assert (str(capped.count), capped.num_pages) == ("2 or more", 1)
    assert COUNTED > 100
