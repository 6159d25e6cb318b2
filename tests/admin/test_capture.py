"""A source from an address or a text: what is filled in, what is offered, and that nothing keeps from saving."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import override_settings
from django.urls import reverse

from claims.admin import capture as views
from claims.quoting import add_capture
from sources.fetching import fetch
from sources.models import Capture, Publisher, Source
from tests.admin.forms import Desk, Page, admin_url
from tests.factories import make_capture, make_publisher, make_source, make_statement
from tests.sources.servers import Server, answer, serving

ASK = "/admin/sources/source/capture/"
WORDS = " ".join(f"Sentence {number} of a test article on Testland." for number in range(12))
ARTICLE = f"""<!doctype html><html lang="en"><head>
<title>Testland reports a test | Test outlet</title>
<meta property="og:title" content="Testland reports a test">
<meta property="og:site_name" content="Test outlet">
<meta property="article:published_time" content="2020-09-29T10:30:00+04:00">
<link rel="canonical" href="/news/test">
</head><body><article><h1>Testland reports a test</h1><p>{WORDS}</p></article></body></html>"""


@pytest.fixture
def outlet(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A site on this machine, which these tests alone may read."""
    pages = {"/news/test?utm_source=feed": answer(ARTICLE.encode()), "/image": answer(b"", type_="image/png")}
    with serving(lambda path: pages.get(path, answer(b"", status="404 Not Found"))) as server:
        # As if its name were in the public directory.
        known = partial(fetch, allowed=[server.address], resolver=lambda host, port: [server.address])
        monkeypatch.setattr(views, "fetch", known)
        yield server


def page_of(outlet: Server, path: str = "/news/test?utm_source=feed") -> str:
    return outlet.url(path, host="www.outlet.example")


def ask(desk: Desk, **given: Any) -> Page:
    return desk.open(ASK).type(**given).send("read")


def filled(page: Page) -> Page:
    """The form of a new source, as it would be sent to the address that it names."""
    return Page(page.desk, reverse("admin:sources_source_add"), page.response)


def save(page: Page, **typed: Any) -> Source:
    sent = filled(page).type(**typed).send()
    assert sent.saved, sent.text
    return Source.objects.latest("pk")


def test_page_fills_in_the_form_of_its_source(editor: Desk, outlet: Server) -> None:
    page = ask(editor, url=page_of(outlet))

    given = {name: values[0] for name, values in page.values.items() if values}
    assert {name: given[name] for name in ("title", "url", "published", "language", "new_publisher", "slug")} == {
        "title": "Testland reports a test",
        "url": page_of(outlet, "/news/test"),
        "published": "2020-09-29T10:30:00+04:00",
        "language": "en",
        "new_publisher": "Test outlet",
        "slug": "testland-reports-a-test-2020-09-29",
    }
    assert WORDS in given["captures-0-text"]


def test_form_says_where_each_value_was_found(editor: Desk, outlet: Server) -> None:
    page = ask(editor, url=page_of(outlet))

    for where in (
        "<strong>Found:</strong> og:title (<bdi>Testland reports a test</bdi>); &lt;title&gt;:",
        "<strong>Found:</strong> article:published_time (<bdi>2020-09-29T10:30:00+04:00</bdi>)",
        "<strong>Found:</strong> &lt;html lang&gt; (<bdi>en</bdi>)",
        "<strong>Found:</strong> &lt;link rel=canonical&gt;",
        "<strong>Found:</strong> og:site_name (<bdi>Test outlet</bdi>)",
    ):
        assert where in page.text


def test_confirmed_source_is_saved_with_its_publisher_and_its_capture(editor: Desk, outlet: Server) -> None:
    source = save(ask(editor, url=page_of(outlet)))

    kept = source.captures.get()
    assert (source.publisher.name, source.publisher.slug, source.edited_by) == (
        "Test outlet",
        "test-outlet",
        editor.user,
    )
    assert source.publisher.homepage == "https://outlet.example/"
    assert WORDS in kept.text
    assert kept.retrieved_at == source.retrieved_at


def test_nothing_is_kept_before_it_is_confirmed(editor: Desk, outlet: Server) -> None:
    ask(editor, url=page_of(outlet))

    assert not Source.objects.exists()
    assert not Publisher.objects.exists()


@pytest.mark.parametrize(
    "of", [{"homepage": "https://www.outlet.example/"}, {"name": "TEST outlet"}], ids=["homepage", "name"]
)
def test_publisher_on_record_is_chosen(editor: Desk, outlet: Server, of: dict[str, str]) -> None:
    publisher = make_publisher(**of)

    page = ask(editor, url=page_of(outlet))

    assert page.values["publisher"] == [str(publisher.pk)]
    assert page.values["new_publisher"] == [""]


def test_publisher_that_is_already_named_so_gets_an_address_of_its_own(editor: Desk) -> None:
    make_publisher(slug="test-outlet", name="Another")

    source = save(ask(editor, text=WORDS), title="A test", new_publisher="Test outlet", slug="a-test")

    assert source.publisher.slug == "test-outlet-2"


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "http://[::ffff:10.0.0.1]/"])
def test_address_inside_our_network_is_no_source_s(editor: Desk, url: str) -> None:
    refused = filled(ask(editor, url=url)).type(title="A test", slug="a-test", new_publisher="Outlet").send()

    assert "The address leads into a network of its own" in refused.text
    assert not Source.objects.exists()


def test_text_without_an_address_is_kept_as_a_capture(editor: Desk) -> None:
    publisher = make_publisher()

    page = ask(editor, text="  Слова «не мы».\r\nبلد  ")
    source = save(page, title="A test", publisher=publisher.pk, slug="a-test")

    assert (source.url, source.captures.get().text) == ("", "Слова «не мы».\nبلد")


FAULTS = {
    "/image": "no page of text but image/png",
    "/missing": "answered 404",
}


@pytest.mark.parametrize("path", FAULTS)
def test_page_that_can_not_be_read_keeps_nobody_from_saving(editor: Desk, outlet: Server, path: str) -> None:
    page = ask(editor, url=page_of(outlet, path))

    assert FAULTS[path] in page.text
    source = save(page, title="A test", new_publisher="Test outlet", slug="a-test")
    assert (source.url, source.captures.count()) == (page_of(outlet, path), 0)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/"])
def test_address_inside_our_network_is_not_fetched(editor: Desk, url: str) -> None:
    page = ask(editor, url=url)

    assert "which is no address of the public internet" in page.text
    assert not page.values.get("captures-0-text")


def test_nothing_is_fetched_where_fetching_is_off(editor: Desk, outlet: Server) -> None:
    with override_settings(CAPTURE_FETCH=False):
        asked = editor.open(ASK)
        page = asked.type(url=page_of(outlet)).send("read")

    assert views.FETCHING_IS_OFF in asked.text
    assert views.FETCHING_IS_OFF in page.text
    assert page.values["url"] == [page_of(outlet)]
    assert outlet.accepted == 0


def test_nothing_is_fetched_where_a_text_is_given(editor: Desk, outlet: Server) -> None:
    page = ask(editor, url=page_of(outlet, "/news/test"), text="The words.")

    assert outlet.accepted == 0
    assert page.values["captures-0-text"] == ["The words."]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "Give an address, or paste a text."),
        ({"url": "javascript:alert(1)"}, "does not begin with http:// or https://"),
        ({"url": "file:///etc/passwd"}, "does not begin with http:// or https://"),
        ({"url": "http://example.org/\u202e"}, "U+202E"),
        ({"text": "a\x00b"}, "(?:U\\+0000|Null characters)"),
        ({"text": "a\u202eb"}, "U+202E"),
        ({"text": "a" * 1_000_001}, "Longer than 1,000,000 characters"),
    ],
)
def test_what_can_not_be_read_is_refused_with_the_reason(editor: Desk, given: Any, reason: str) -> None:
    page = ask(editor, **given)

    assert "Nothing was read yet" in page.text
    assert reason in page.text or ("Null characters" in reason and "Null characters" in page.text)


def test_same_source_under_another_address_is_offered(editor: Desk, outlet: Server) -> None:
    source = make_source(url=page_of(outlet, "/news/test/#top"), title="On record")

    page = ask(editor, url=page_of(outlet))

    assert "On record already?" in page.text
    assert admin_url(source, "change") in page.text


def test_same_text_is_offered(editor: Desk) -> None:
    kept = make_capture(text="The very words.")

    assert admin_url(kept.source, "change") in ask(editor, text=" The very words.\r\n").text
    assert "On record already?" not in ask(editor, text="Other words.").text


def test_source_without_a_publisher_is_refused_at_the_field(editor: Desk) -> None:
    refused = filled(ask(editor, text=WORDS)).type(title="A test", slug="a-test").send()

    assert "Choose who published it, or name a new publisher." in refused.text
    assert not Source.objects.exists()


def test_publisher_with_a_bad_homepage_is_refused_and_nothing_half_done(editor: Desk) -> None:
    page = filled(ask(editor, text=WORDS))

    refused = page.type(title="A test", slug="a-test", new_publisher="Outlet", new_homepage="javascript:1").send()

    assert "does not begin with http" in refused.text
    assert not Publisher.objects.exists()


def test_source_that_is_refused_makes_no_publisher(editor: Desk) -> None:
    refused = filled(ask(editor, text=WORDS)).type(title="", slug="a-test", new_publisher="Outlet").send()

    assert not refused.saved
    assert not Publisher.objects.exists()


def again(desk: Desk, source: Source, **given: Any) -> Page:
    return desk.open(admin_url(source, "recapture")).type(**given).send("read")


def test_source_is_captured_again(editor: Desk, outlet: Server) -> None:
    source = make_source(url=page_of(outlet))

    page = again(editor, source)

    assert page.saved
    assert WORDS in source.captures.get().text


def test_same_text_again_is_not_kept(editor: Desk) -> None:
    kept = make_capture()

    page = again(editor, kept.source, url="", text=kept.text)

    assert page.saved
    assert Capture.objects.count() == 1


def test_changed_text_leads_to_the_words_that_it_lacks(editor: Desk) -> None:
    statement = make_statement(quote="We did not.")
    add_capture(source=statement.source, text="It said: We did not.", retrieved_at="2020-09-29T10:00:00Z")

    page = again(editor, statement.source, url="", text="It said: We did.")

    assert page.response.url == f"{reverse('admin:sources_capture_orphans')}?source={statement.source.pk}"


def test_capture_that_fails_says_why_and_keeps_what_was_typed(editor: Desk, outlet: Server) -> None:
    page = again(editor, make_source(), url=page_of(outlet, "/image"))

    assert "no page of text but image/png" in page.text
    assert page.values["url"] == [page_of(outlet, "/image")]


@pytest.mark.parametrize(("path", "told"), [(ASK, "not add them"), ("recapture", "not add them")])
def test_who_may_only_read_is_told_so(desk: Any, path: str, told: str) -> None:
    reader = desk("reader")
    reader.user.is_superuser = False
    reader.user.save()
    reader.user.user_permissions.set(Permission.objects.filter(codename__in=["view_source", "view_capture"]))

    refused = reader.open(path if path == ASK else admin_url(make_source(), path))

    assert refused.response.status_code == 403
    assert told in refused.text


def test_list_and_form_lead_to_it(editor: Desk) -> None:
    for url in (reverse("admin:sources_source_changelist"), reverse("admin:sources_source_add")):
        assert f'href="{ASK}"' in editor.open(url).text
    assert f'href="{ASK}?_popup=1"' in editor.open(reverse("admin:sources_source_add"), _popup=1).text


def test_publisher_on_record_is_not_made_a_second_time(annotator: Desk) -> None:
    make_publisher(name="Test Herald")

    sent = filled(ask(annotator, text=WORDS)).type(title="Report", new_publisher="test herald").send()

    assert "is on record already: choose it above" in sent.text
    assert Publisher.objects.count() == 1
    assert not Source.objects.exists()


def test_publisher_is_made_only_by_those_who_may_add_one(desk: Any) -> None:
    someone = desk("annotator")
    someone.user.groups.clear()
    someone.user.user_permissions.set(Permission.objects.filter(codename__in=["add_source", "view_source"]))

    sent = someone.add(Source).type(title="Report", kind="article", language="en", new_publisher="Made up").send()

    assert sent.response.status_code == 403
    assert not Publisher.objects.exists()


def test_saved_source_leads_to_quoting_from_its_text(annotator: Desk) -> None:
    made = save(ask(annotator, text=WORDS), title="Report", new_publisher="Test Herald", language="en")

    quoting = reverse("admin:sources_capture_quote", args=[Capture.objects.get(source=made).pk])
    assert quoting in annotator.open(reverse("admin:index")).text
    assert quoting in annotator.edit(made).text
