"""What the editor is told of a claim's words: on its page, and in the list of denials."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Anchor, Denial
from claims.quoting import keep_as_captured
from claims.vocabulary import QuoteResult
from tests.admin.forms import Desk, list_url
from tests.factories import make_capture, make_claim, make_denial, make_source, make_statement


def told(desk: Desk, claim: Any) -> str:
    text = desk.edit(claim).text
    start = text.find('<section class="brief checks"')
    return "" if start < 0 else " ".join(text[start : text.index("</section>", start)].split())


def test_words_that_no_capture_has_are_told_on_the_claim_s_page(editor: Desk) -> None:
    statement = make_statement(quote="We did.", passage="It said")
    make_capture(source=statement.source, text="It said: We did not.")

    page = told(editor, statement.claim)

    assert "Quote not in any capture:" in page
    assert "1 quote or passage found in the captures." in page


def test_words_that_are_gone_lead_to_the_decision(editor: Desk) -> None:
    statement = make_statement(quote="eight died")
    make_capture(source=statement.source, text="eight died", day=1)
    make_capture(source=statement.source, text="nine died", day=2)

    page = told(editor, statement.claim)

    assert "Quote gone from the latest capture:" in page
    assert f"/orphans/?source={statement.source.pk}" in page


def test_source_without_a_capture_is_told(editor: Desk) -> None:
    statement = make_statement(quote="We did.")

    assert f"/admin/sources/source/{statement.source.pk}/capture/" in told(editor, statement.claim)


def test_claim_without_words_is_told_nothing(editor: Desk) -> None:
    assert told(editor, make_claim(statements=[{}])) == ""


@pytest.mark.parametrize(
    ("quote", "figure", "fault"),
    [
        ("Twelve hundred men died.", {"low": 1200, "high": 1200}, ""),
        ("1 200 men died.", {"low": 1200, "high": 1300, "quantifier": "about"}, "its high, 1300, stands in none"),
        ("Dozens died.", {"as_worded": "dozens"}, ""),
        ("Many died.", {"as_worded": "dozens"}, "“dozens” stands in none"),
    ],
)
def test_figure_that_no_words_hold_is_told(editor: Desk, quote: str, figure: dict[str, Any], fault: str) -> None:
    claim = make_claim(figure=figure, statements=[{"quote": quote, "quote_language": "en"}])

    page = told(editor, claim)

    assert ("Figure unchecked" in page) == bool(fault)
    assert fault in page


def test_denial_s_number_does_not_hold_the_figure(editor: Desk) -> None:
    claim = make_claim(figure={"low": 8, "high": 8}, statements=[{"quote": "Many died."}])
    make_denial(claim=claim, quote="Not 8.")

    assert "its low, 8, stands in none of them" in told(editor, claim)


def test_denials_are_filtered_by_what_came_of_their_words(editor: Desk) -> None:
    def denial(*texts: str, keep: bool = False) -> Denial:
        source = make_source()
        for day, text in enumerate(texts, 1):
            make_capture(source=source, text=text, day=day)
        made = make_denial(quote="We did not.", source=source)
        if keep:
            keep_as_captured(anchor=Anchor.objects.get(statement=made))
        return made

    denials = {
        "found": denial("We did.", "We did not."),
        "changed": denial("We did not.", "We did."),
        "kept": denial("We did not.", "We did.", keep=True),
        "not_found": denial("We did."),
        "no_capture": denial(),
    }
    make_denial()

    shown = {
        result: list(editor.open(list_url(Denial), words=result).response.context["cl"].result_list)
        for result in QuoteResult.values
    }
    annotated = {
        result: list(Denial.objects.with_quote_results().filter(quote_result=result)) for result in QuoteResult.values
    }

    assert shown == {result: [denial] for result, denial in denials.items()}
    assert annotated == shown
