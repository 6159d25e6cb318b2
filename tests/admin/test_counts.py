"""Counts as they are typed: no digit is dropped, and what is no number is said to be none."""

from __future__ import annotations

import pytest

from claims.admin.counts import ungrouped
from claims.models import Figure
from tests.admin.forms import Desk
from tests.factories import make_claim


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4,000", "4000"),
        ("1 234 567", "1234567"),
        ("4.000", "4000"),
        ("4\u202f000", "4000"),
        ("4,00", "4,00"),
        ("1,234.567", "1,234.567"),
        ("1e999", "1e999"),
        ("-5", "-5"),
        ("", ""),
    ],
)
def test_digits_grouped_in_threes_are_one_number(typed: str, read: str) -> None:
    assert ungrouped(typed) == read


def test_figure_is_stored_as_it_is_grouped_in_the_source(annotator: Desk) -> None:
    claim = make_claim()
    page = annotator.edit(claim)
    page.add_row(
        "figure",
        measure="deployed",
        population="unspecified",
        quantifier="about",
        basis="unstated",
        low="4,000",
        high="4 000",
    )

    assert page.send().saved
    assert Figure.objects.values_list("low", "high").get() == (4000, 4000)


@pytest.mark.parametrize("typed", ["1e999", "9" * 30, "many", "4,00", "NaN"])
def test_what_is_no_count_is_refused_at_its_field(annotator: Desk, typed: str) -> None:
    claim = make_claim()
    page = annotator.edit(claim)
    page.add_row(
        "figure", measure="deployed", population="unspecified", quantifier="exactly", basis="unstated", low=typed
    )

    sent = page.send()

    assert 'type="number"' not in sent.text
    assert "id_figure-0-low" in sent.text
    assert "Figure 1: Low" in sent.text or "Figure: Low" in sent.text, sent.text
    assert not Figure.objects.exists()
