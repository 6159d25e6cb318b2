"""Terms of texts: what two wordings of one proposition share. One row a rule, readable without code."""

from __future__ import annotations

import pytest

from claims.rules.terms import Likeness, terms_of

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("1,200 men", "#1200"),
        ("1 200 men", "#1200"),
        ("1.200 men", "#1200"),
        ("twelve hundred men", "#1200"),
        ("one thousand two hundred men", "#1200"),
        ("1.2 thousand men", "#1200"),
        ("1.2k men", "#1200"),
        ("twenty-five men", "#25"),
        ("3.5 men", "#3"),
        ("two million and five men", "#2000005"),
    ],
)
def test_number_is_one_term_in_whatever_format(text: str, term: str) -> None:
    assert term in terms_of(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qaradash", "Garadaş"),
        ("Qaradash", "Карадаш"),
        ("Kyiv", "Київ"),
        ("Vishnevka", "Wischnewka"),
        ("Dzhurmut", "Djourmout"),
        ("Khorashen", "Horashen"),
        ("Tsaghkavan", "Ծաղկավան"),
    ],
)
def test_spellings_of_one_name_share_their_skeleton(one: str, other: str) -> None:
    shared = {term for term in terms_of(one) if term in terms_of(other)}

    assert any(term.startswith("~") for term in shared), (terms_of(one), terms_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("was killed", "died"), ("jets", "a plane"), ("wounded", "were injured"), ("captures", "has taken")],
)
def test_words_for_the_same_are_one_term(one: str, other: str) -> None:
    assert set(terms_of(one)) & set(terms_of(other))


def test_small_words_are_no_terms() -> None:
    assert terms_of("It was reported that there is of the and") == []


def test_same_terms_are_alike_and_others_are_not() -> None:
    likeness = Likeness(terms_of("Testland closed the bridge at Qaradash."), {})

    assert likeness.of(terms_of("The bridge at Qaradash was closed by Testland.")) == pytest.approx(1)
    assert likeness.of(terms_of("A mine sank some ferry.")) == 0


def test_rare_words_weigh_more_than_common_ones() -> None:
    likeness = Likeness(["bridge", "qaradash"], {"bridge": 0.3})

    assert likeness.of(["qaradash"]) > likeness.of(["bridge"])


def test_text_of_any_length_is_read_in_bounds() -> None:
    assert len(terms_of("word " * 400_000)) < 10
    assert len(terms_of(" ".join(f"word{number}x" for number in range(5_000)))) <= 201
