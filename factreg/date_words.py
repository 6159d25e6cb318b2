"""The words in which dates are told, as patterns, so that another language can have its own order and endings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class DateWords:
    """Patterns with names in braces. `months` are as in "September 2020", `months_with_day` as in "29 September"."""

    months: tuple[str, ...] = _MONTHS
    months_with_day: tuple[str, ...] = _MONTHS
    seasons: Mapping[int, str] = field(default_factory=lambda: {21: "spring", 22: "summer", 23: "autumn", 24: "winter"})
    # By EDTF's signs: uncertain, approximate, both.
    qualified: Mapping[str, str] = field(
        default_factory=lambda: {"?": "possibly {date}", "~": "about {date}", "%": "possibly about {date}"}
    )
    day: str = "{day} {month} {year}"
    month: str = "{month} {year}"
    season: str = "{season} {year}"
    moment: str = "{date}, {time} UTC{offset}"
    between_years: str = "some time between {first} and {last}"
    some_day: str = "some day in {period}"
    some_month: str = "some month of {year}"
    interval: str = "{first} to {last}"
    days_of_a_month: str = "{first} to {last} {month} {year}"
    days_of_a_year: str = "{first} {first_month} to {last} {last_month} {year}"
    months_of_a_year: str = "{first_month} to {last_month} {year}"
    since: str = "from {date}"
    since_end_unknown: str = "from {date}, end unknown"
    until: str = "until {date}"
    until_start_unknown: str = "until {date}, start unknown"


ENGLISH = DateWords()
