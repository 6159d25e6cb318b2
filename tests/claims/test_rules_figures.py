"""Which figures can be compared, and which contradict. Each row: two figures; the verdict and a word of why."""

import pytest

from claims.rules import FigureView, Verdict, compare_figures
from claims.rules.figures import interval
from claims.vocabulary import Basis, Measure, Population, Quantifier

pytestmark = pytest.mark.no_database

# A figure that states everything: 10 civilians of Armenia killed in Goris from 27 to 29 September, said by Armenia.
STATED = {
    "measure": "killed",
    "population": "civilian",
    "side": "armenia",
    "area": "Goris",
    "low": 10,
    "high": 10,
    "quantifier": "exactly",
    "basis": "cumulative",
    "counted_from": "2020-09-27",
    "as_of": "2020-09-29",
    "event": "goris",
    "parties": "armenia",
}


def figure(number: str = "", **changes: str | None) -> FigureView:
    """The stated figure with another number ("12", "12-15", "12-", "-12") and what else is told."""
    fields = {**STATED, **changes}
    if number:
        low, dash, high = number.partition("-")
        fields["low"], fields["high"] = (int(low) if low else None), (int(high or 0) or None if dash else int(low))
    return FigureView(
        measure=Measure(fields["measure"]),
        population=Population(fields["population"]),
        side=fields["side"],
        area=fields["area"],
        low=fields["low"],
        high=fields["high"],
        quantifier=Quantifier(fields["quantifier"]),
        basis=Basis(fields["basis"]),
        counted_from=fields["counted_from"],
        as_of=fields["as_of"],
        event=fields["event"],
        parties=frozenset(fields["parties"].split()),
    )


def other(number: str, **changes: str | None) -> FigureView:
    return figure(number, **{"parties": "azerbaijan", **changes})


SINGLE = {"basis": "single_event", "counted_from": None}
INCREMENT = {"basis": "increment"}

TABLE = {
    # What both state, and state differently
    "killed against wounded": (figure(), other("12", measure="wounded"), "not_comparable", "measure"),
    "civilians against soldiers": (figure(), other("12", population="military"), "not_comparable", "population"),
    "all people against soldiers": (
        figure(population="mixed"),
        other("12", population="military"),
        "not_comparable",
        "population",
    ),
    "one side's against the other's": (figure(), other("12", side="azerbaijan"), "not_comparable", "side"),
    "one side's against all": (figure(), other("12", side="all"), "not_comparable", "side"),
    "in two places": (figure(), other("12", area="Vardenis"), "not_comparable", "area"),
    "by area against by side": (
        figure(side=None, area="Azerbaijan"),
        other("12", side="azerbaijan", area=None),
        "not_comparable",
        "by area",
    ),
    "a total against a day's share of it": (figure("84"), other("26", basis="increment"), "not_comparable", "basis"),
    "a total against one event": (figure(), other("1", basis="single_event"), "not_comparable", "basis"),
    "two events": (figure(**SINGLE), other("12", **SINGLE, event="vardenis"), "not_comparable", "events"),
    "increments up to different days": (
        figure(**INCREMENT),
        other("12", **INCREMENT, as_of="2020-09-30"),
        "not_comparable",
        "periods",
    ),
    "increments from different days": (
        figure(**INCREMENT),
        other("12", **INCREMENT, counted_from="2020-09-28"),
        "not_comparable",
        "periods",
    ),
    "a later total with a later start": (
        figure("20"),
        other("12", counted_from="2020-09-28", as_of="2020-09-30"),
        "not_comparable",
        "starts",
    ),
    "totals of one day with different starts": (
        figure("20"),
        other("12", counted_from="2020-09-28"),
        "not_comparable",
        "starts",
    ),
    # All is stated, and they can't both hold
    "two totals of one day": (figure("10"), other("12"), "contradiction", "can't both hold"),
    "two counts of one event": (figure(**SINGLE), other("12", **SINGLE), "contradiction", "can't both hold"),
    "two increments of one period": (figure(**INCREMENT), other("12", **INCREMENT), "contradiction", "can't both"),
    "a place is the same however it is written": (
        figure("10", area="Şuşa"),
        other("12", area="susa"),
        "contradiction",
        "can't both hold",
    ),
    "a total that falls": (figure("12"), other("10", as_of="2020-09-30"), "contradiction", "10 is given later"),
    "a later total with an earlier start that is smaller": (
        figure("12"),
        other("10", counted_from="2020-09-26", as_of="2020-09-30"),
        "contradiction",
        "10 is given later",
    ),
    "a total that falls within a day": (
        figure("12", as_of="2020-09-29T10:00:00Z"),
        other("10", as_of="2020-09-29T15:00:00Z"),
        "contradiction",
        "10 is given later",
    ),
    "one party's total falls from day to day": (
        figure("12"),
        figure("10", as_of="2020-09-30"),
        "contradiction",
        "10 is given later",
    ),
    "about 100 against 111": (figure("100", quantifier="about"), other("111"), "contradiction", "90 to 110"),
    "at least 13 against 12": (figure("13", quantifier="at_least"), other("12"), "contradiction", "At least 13"),
    "more than 12 against 12": (figure("12", quantifier="more_than"), other("12"), "contradiction", "At least 13"),
    "fewer than 12 against 12": (figure("12", quantifier="fewer_than"), other("12"), "contradiction", "At most 11"),
    # Both can hold
    "the same number": (figure("10"), other("10"), "compatible", "Both can hold"),
    "a total that grows is an update": (figure("10"), other("12", as_of="2020-09-30"), "compatible", "an update"),
    "a total that stays is an update": (figure("10"), other("10", as_of="2020-09-30"), "compatible", "an update"),
    "a later total with an earlier start that is larger": (
        figure("10"),
        other("12", counted_from="2020-09-26", as_of="2020-09-30"),
        "compatible",
        "an update",
    ),
    "one event's count that grows": (
        figure("10", **SINGLE),
        other("12", **SINGLE, as_of="2020-09-30"),
        "compatible",
        "an update",
    ),
    "at least 11 against 11": (figure("11"), other("11", quantifier="at_least"), "compatible", "Both can hold"),
    "at least 11 against 500": (figure("500"), other("11", quantifier="at_least"), "compatible", "Both can hold"),
    "at most 12 against 12": (figure("12"), other("12", quantifier="at_most"), "compatible", "Both can hold"),
    "about 100 against 110": (figure("100", quantifier="about"), other("110"), "compatible", "Both can hold"),
    "about 15 reaches outward to 13 and 17": (
        figure("15", quantifier="about"),
        other("17"),
        "compatible",
        "Both can hold",
    ),
    "ranges that overlap": (figure("10-20"), other("20-30"), "compatible", "Both can hold"),
    "a range without an end": (figure("10-"), other("900"), "compatible", "Both can hold"),
    "what is not stated does not matter where both can hold": (
        figure("10", area=None, as_of=None),
        other("10", basis="unstated"),
        "compatible",
        "Both can hold",
    ),
    "nor where a total of unknown start grows": (
        figure("10", counted_from=None),
        other("12", counted_from=None, as_of="2020-09-30"),
        "compatible",
        "an update",
    ),
    "nor where the count that starts later is the smaller": (
        figure("12", as_of=None),
        other("10", counted_from="2020-09-28"),
        "compatible",
        "an update",
    ),
    # They seem to conflict, and a person has to settle something first
    "measure not listed": (figure("10", measure="other"), other("12", measure="other"), "undecided", "measure"),
    "population not stated": (figure("10", population="unspecified"), other("12"), "undecided", "population"),
    "side not stated": (figure("10", side=None), other("12"), "undecided", "side"),
    "area not stated": (figure("10"), other("12", area=None), "undecided", "area"),
    "neither area stated": (figure("10", area=None), other("12", area=None), "undecided", "area"),
    "basis not stated": (figure("10", basis="unstated"), other("12"), "undecided", "basis"),
    "neither basis stated": (figure("10", basis="unstated"), other("12", basis="unstated"), "undecided", "basis"),
    "as-of date missing": (figure("10", as_of=None), other("12"), "undecided", "as-of date"),
    "start missing": (figure("10", counted_from=None), other("12"), "undecided", "start of counting"),
    "event missing": (figure("10", **SINGLE, event=None), other("12", **SINGLE), "undecided", "event"),
    "as of one month": (
        figure("10", as_of="2020-09"),
        other("12", as_of="2020-09"),
        "undecided",
        "as of the later date",
    ),
    "as-of dates that overlap": (
        figure("10", as_of="2020-09-29"),
        other("12", as_of="2020-09-29T10:00:00Z"),
        "undecided",
        "as of the later date",
    ),
    "starts that overlap": (
        figure("10", counted_from="2020-09-27"),
        other("12", counted_from="2020-09"),
        "undecided",
        "count from the same moment",
    ),
    "a start that comes later, and an unknown as-of date": (
        figure("10", as_of=None),
        other("12", counted_from="2020-09-28"),
        "undecided",
        "as-of date",
    ),
    "one event's count that falls": (
        figure("12", **SINGLE),
        other("10", **SINGLE, as_of="2020-09-30"),
        "undecided",
        "corrected",
    ),
    "two figures of one party on one day": (figure("10"), figure("12"), "undecided", "one party"),
    "two figures of one party within one day": (
        figure("12", as_of="2020-09-29T10:00:00Z"),
        figure("10", as_of="2020-09-29T15:00:00Z"),
        "undecided",
        "one party",
    ),
    "a party that asserts both, with others": (
        figure("10", parties="armenia oic"),
        figure("12", parties="oic azerbaijan"),
        "undecided",
        "one party",
    ),
    # What is stated differently outweighs what is not stated
    "different sides, and no area": (figure(area=None), other("12", side="all", area=None), "not_comparable", "side"),
    "an increment of another day against an unstated basis": (
        figure("26", **INCREMENT),
        other("12", basis="unstated", as_of="2020-09-30"),
        "not_comparable",
        "periods",
    ),
}


@pytest.mark.parametrize(("one", "another", "verdict", "why"), TABLE.values(), ids=TABLE)
def test_two_figures(one: FigureView, another: FigureView, verdict: str, why: str) -> None:
    judgement = compare_figures(one, another)

    assert judgement.verdict == verdict, judgement.reason
    assert why in judgement.reason
    assert compare_figures(another, one).verdict == verdict


def test_every_verdict_has_rows() -> None:
    assert {row[2] for row in TABLE.values()} == set(Verdict)


def test_reason_names_all_that_is_missing() -> None:
    judgement = compare_figures(
        figure("84", area=None, counted_from=None),
        figure("53", area=None, counted_from=None, as_of=None, basis="unstated"),
    )

    assert judgement.reason == (
        "84 and 53 can't both hold. But not both state area, basis, as-of date and start of counting."
    )


def test_figures_of_different_claimants_are_never_added_up() -> None:
    all_sides = figure("11", side="all", area=None)
    parts = [other("9", side="armenia", area=None), other("5", side="azerbaijan", area=None)]

    assert {compare_figures(all_sides, part).verdict for part in parts} == {Verdict.NOT_COMPARABLE}


@pytest.mark.parametrize(
    ("number", "quantifier", "expected"),
    [
        ("10", "exactly", (10, 10)),
        ("10-20", "exactly", (10, 20)),
        ("10-", "exactly", (10, None)),
        ("4000", "about", (3600, 4400)),
        ("15", "about", (13, 17)),
        ("0", "about", (0, 0)),
        ("24", "at_least", (24, None)),
        ("24", "at_most", (None, 24)),
        ("24", "more_than", (25, None)),
        ("24", "fewer_than", (None, 23)),
        ("24-", "fewer_than", (None, 23)),
        ("-24", "at_least", (24, None)),
    ],
)
def test_interval(number: str, quantifier: str, expected: tuple[int | None, int | None]) -> None:
    assert interval(figure(number, quantifier=quantifier)) == expected
