"""The standing of a claim and its label. Each row: the statements, the rival claims; the standing, the label."""

from typing import NamedTuple

import pytest

from claims.rules import Judgement, judge, label
from claims.vocabulary import Element, StandingValue
from tests.claims.said import rivals, statements

pytestmark = pytest.mark.no_database

NAMES = {"armenia": "Armenia", "azerbaijan": "Azerbaijan", "turkey": "Turkey", "oic": "the OIC"}


class Row(NamedTuple):
    """`rival`: who asserts the claims that contradict this one."""

    said: str
    standing: str
    label: str
    rival: str = ""
    searched: tuple[tuple[str, str], ...] = ()


READ = "No denial in the sources read (2, the latest of 29 September 2020)."
UNSOUGHT = "No response has been looked for."

TABLE = {
    # disputed
    "asserted by one party and denied by others": Row(
        "spokeswoman>armenia asserts; mod>azerbaijan denies; officials>turkey denies",
        "disputed",
        "Claimed by Armenia; denied by Azerbaijan and Turkey",
    ),
    "who denies and also asserts a rival is named once": Row(
        "armenia asserts; azerbaijan denies; turkey denies",
        "disputed",
        "Claimed by Armenia; denied by Azerbaijan and Turkey",
        rival="azerbaijan",
    ),
    "parties stand in document order": Row(
        "armenia asserts; turkey denies said 2020-09-29; azerbaijan denies said 2020-09-28",
        "disputed",
        "Claimed by Armenia; denied by Azerbaijan and Turkey",
    ),
    "several parties on either side": Row(
        "turkey asserts; azerbaijan asserts; oic asserts; armenia denies",
        "disputed",
        "Claimed by Turkey, Azerbaijan and the OIC; denied by Armenia",
    ),
    "a denial of one element disputes and says which": Row(
        "armenia asserts; turkey denies occurrence",
        "disputed",
        "Occurrence disputed: claimed by Armenia; denied by Turkey",
    ),
    "a denial of the number": Row(
        "armenia asserts; turkey denies quantity",
        "disputed",
        "Quantity disputed: claimed by Armenia; denied by Turkey",
    ),
    "denials of several elements": Row(
        "armenia asserts; azerbaijan denies means; turkey denies agent",
        "disputed",
        "Agent and means disputed: claimed by Armenia; denied by Azerbaijan and Turkey",
    ),
    "one denial of the whole makes it all disputed": Row(
        "armenia asserts; azerbaijan denies; turkey denies agent",
        "disputed",
        "Claimed by Armenia; denied by Azerbaijan and Turkey",
    ),
    "asserted by one party, a rival asserted by another": Row(
        "aliyev>azerbaijan asserts",
        "disputed",
        "Claimed by Azerbaijan; contradicted by a claim of Armenia",
        rival="armenia",
    ),
    "rivals of several parties": Row(
        "azerbaijan asserts",
        "disputed",
        "Claimed by Azerbaijan; contradicted by claims of Armenia and the OIC",
        rival="armenia; oic",
    ),
    "denied by one party, a rival asserted by a third": Row(
        "armenia asserts; turkey denies quantity",
        "disputed",
        "Claimed by Armenia; denied by Turkey as to quantity; contradicted by a claim of Azerbaijan",
        rival="azerbaijan",
    ),
    "a party that stands on both sides of a dispute": Row(
        "armenia asserts; mod>turkey asserts; foreign>turkey denies",
        "disputed",
        "Claimed by Armenia and Turkey; denied by Turkey. Turkey has given different accounts.",
    ),
    "a party's own denial beside another's rival": Row(
        "mod>armenia asserts; foreign>armenia denies",
        "disputed",
        "Claimed by Armenia; contradicted by a claim of Turkey. Armenia has given different accounts.",
        rival="turkey",
    ),
    "a third that neither confirms nor denies": Row(
        "armenia asserts; turkey denies; azerbaijan declines",
        "disputed",
        "Claimed by Armenia; denied by Turkey. Neither confirmed nor denied by Azerbaijan.",
    ),
    "an order that can't be known leaves both standing": Row(
        "armenia asserts; turkey denies undated; turkey asserts",
        "disputed",
        "Claimed by Armenia and Turkey; denied by Turkey. Turkey has given different accounts.",
    ),
    # inconsistent
    "asserted and denied within one party": Row(
        "defence>turkey asserts; foreign>turkey denies",
        "inconsistent",
        "Turkey has given different accounts",
    ),
    "asserted and denied in part within one party": Row(
        "defence>turkey asserts; foreign>turkey denies quantity",
        "inconsistent",
        "Turkey has given different accounts as to quantity",
    ),
    "a party asserts a rival of its own claim": Row(
        "turkey asserts", "inconsistent", "Turkey has given different accounts", rival="turkey"
    ),
    "a spokesman can't overrule his state": Row(
        "turkey denies said 2020-09-28; spokesman>turkey asserts said 2020-09-29",
        "inconsistent",
        "Turkey has given different accounts",
    ),
    # accepted
    "first denied, then asserted": Row(
        "turkey denies said 2020-09-28; turkey asserts said 2020-09-29",
        "accepted",
        "First denied, later asserted by Turkey",
    ),
    "a state asserts what its spokesman denied": Row(
        "spokesman>turkey denies said 2020-09-28; turkey asserts said 2020-09-29",
        "accepted",
        "First denied, later asserted by Turkey",
    ),
    "first denied, then asserted, and claimed by another": Row(
        "armenia asserts; turkey denies said 2020-09-28; turkey asserts said 2020-09-29",
        "accepted",
        "First denied, later asserted by Turkey; claimed by Armenia",
    ),
    "denied, withdrawn, asserted": Row(
        "turkey denies said 2020-09-27; turkey withdraws said 2020-09-28; turkey asserts said 2020-09-29",
        "accepted",
        "First denied, later asserted by Turkey",
    ),
    "not accepted while another's denial stands": Row(
        "turkey denies said 2020-09-28; turkey asserts said 2020-09-29; azerbaijan denies",
        "disputed",
        "Claimed by Turkey; denied by Azerbaijan",
    ),
    "not accepted if the denial came after and was taken back": Row(
        "foreign>turkey asserts said 2020-09-27; mod>turkey denies said 2020-09-28; mod>turkey withdraws",
        "asserted",
        f"Claimed by Turkey. {READ} {UNSOUGHT}",
    ),
    # withdrawn
    "asserted and withdrawn": Row(
        "turkey asserts said 2020-09-28; turkey withdraws said 2020-09-29", "withdrawn", "Withdrawn by Turkey"
    ),
    "withdrawn by the state for its spokesman": Row(
        "spokesman>turkey asserts said 2020-09-28; turkey withdraws said 2020-09-29",
        "withdrawn",
        "Withdrawn by Turkey",
    ),
    "withdrawn, and denied by another": Row(
        "turkey asserts said 2020-09-27; armenia denies agent said 2020-09-28; turkey withdraws said 2020-09-29",
        "withdrawn",
        "Withdrawn by Turkey; denied by Armenia as to agent",
    ),
    "withdrawn by all who asserted it": Row(
        "turkey asserts said 2020-09-28; azerbaijan asserts said 2020-09-28; azerbaijan withdraws; turkey withdraws",
        "withdrawn",
        "Withdrawn by Turkey and Azerbaijan",
    ),
    "asserted, denied, asserted again, withdrawn": Row(
        "turkey asserts said 2020-09-26; turkey denies said 2020-09-27; turkey asserts said 2020-09-28;"
        "turkey withdraws",
        "withdrawn",
        "Withdrawn by Turkey",
    ),
    "withdrawn in part": Row(
        "turkey asserts said 2020-09-28; turkey withdraws quantity said 2020-09-29",
        "withdrawn",
        "Withdrawn by Turkey as to quantity",
    ),
    "withdrawn in part, then as a whole": Row(
        "turkey asserts said 2020-09-27; turkey withdraws quantity said 2020-09-28; turkey withdraws",
        "withdrawn",
        "Withdrawn by Turkey",
    ),
    "withdrawn by one of two": Row(
        "turkey asserts said 2020-09-28; azerbaijan asserts said 2020-09-28; turkey withdraws",
        "asserted",
        f"Claimed by Azerbaijan. {READ} {UNSOUGHT}",
    ),
    "withdrawn and asserted anew": Row(
        "turkey asserts said 2020-09-27; turkey withdraws said 2020-09-28; turkey asserts said 2020-09-29",
        "asserted",
        f"Claimed by Turkey. {READ} {UNSOUGHT}",
    ),
    "withdrawn by one, turned into a denial by the other": Row(
        "turkey asserts said 2020-09-27; armenia asserts said 2020-09-27; turkey withdraws; armenia denies",
        "denied",
        "Denied by Armenia; asserted earlier by Turkey and Armenia",
    ),
    # denied
    "denied, and no one asserts it": Row(
        "khatibzadeh>turkey denies",
        "denied",
        "Denied by Turkey; the reports it answers are not on record here",
    ),
    "denied as to an element": Row(
        "turkey denies occurrence",
        "denied",
        "Denied by Turkey as to occurrence; the reports it answers are not on record here",
    ),
    "an assertion of an element asserts no claim": Row(
        "armenia asserts occurrence; turkey denies agent",
        "denied",
        "Denied by Turkey as to agent; the reports it answers are not on record here",
    ),
    "first asserted, then denied": Row(
        "turkey asserts said 2020-09-28; turkey denies said 2020-09-29",
        "denied",
        "Denied by Turkey; asserted earlier by Turkey",
    ),
    "first asserted, then denied in part": Row(
        "turkey asserts said 2020-09-28; turkey denies quantity said 2020-09-29",
        "denied",
        "Denied by Turkey as to quantity; asserted earlier by Turkey",
    ),
    # asserted
    "asserted, and nothing else": Row("turkey asserts", "asserted", f"Claimed by Turkey. {READ} {UNSOUGHT}"),
    "a response was looked for": Row(
        "turkey asserts",
        "asserted",
        f"Claimed by Turkey. {READ} A response of Armenia was looked for on 30 September 2020; none found.",
        searched=(("Armenia", "2020-09-30"),),
    ),
    "responses were looked for, of one actor twice": Row(
        "turkey asserts",
        "asserted",
        f"Claimed by Turkey. {READ} A response of Armenia was looked for on 2 October 2020; none found."
        " A response of the OIC was looked for in October 2020; none found.",
        searched=(("Armenia", "2020-10-02"), ("the OIC", "2020-10"), ("Armenia", "2020-09-30")),
    ),
    "asked, the other neither confirms nor denies": Row(
        "turkey asserts; armenia declines",
        "asserted",
        f"Claimed by Turkey. {READ} Neither confirmed nor denied by Armenia.",
    ),
    "a denial that was withdrawn does not dispute": Row(
        "armenia asserts; turkey denies said 2020-09-28; turkey withdraws said 2020-09-29",
        "asserted",
        f"Claimed by Armenia. {READ} {UNSOUGHT}",
    ),
    "a rival that nobody asserts does not dispute": Row(
        "turkey asserts", "asserted", f"Claimed by Turkey. {READ} {UNSOUGHT}", rival="-"
    ),
    "a rival that is a characterisation does not dispute": Row(
        "turkey asserts",
        "asserted",
        f"Claimed by Turkey. {READ} {UNSOUGHT} Characterised differently by Armenia.",
        rival="armenia labels",
    ),
    # unattributed
    "no statement": Row("", "unattributed", "No one on record asserts or denies it"),
    "declined only": Row(
        "turkey declines",
        "unattributed",
        "No one on record asserts or denies it. Neither confirmed nor denied by Turkey.",
    ),
    "an element asserted only": Row(
        "turkey asserts occurrence", "unattributed", "No one on record asserts or denies it"
    ),
    "denied, and the denial withdrawn": Row(
        "turkey denies said 2020-09-28; turkey withdraws said 2020-09-29",
        "unattributed",
        "No one on record asserts or denies it",
    ),
    "a rival alone asserts nothing of this claim": Row(
        "", "unattributed", "No one on record asserts or denies it", rival="armenia"
    ),
}


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_standing_and_label(row: Row) -> None:
    judgement = judge(statements(row.said), rivals(row.rival))

    assert judgement.standing == row.standing
    assert _label(judgement, searched=row.searched) == row.label


def test_every_standing_has_rows() -> None:
    assert {row.standing for row in TABLE.values()} == set(StandingValue.values)


def test_judgement_names_all_that_a_page_shows() -> None:
    said = statements("armenia asserts; mod>azerbaijan denies agent; officials>turkey denies means; oic declines")

    judgement = judge(said, rivals("azerbaijan; oic labels"))

    assert judgement == Judgement(
        standing=StandingValue.DISPUTED,
        elements=(Element.AGENT, Element.MEANS),
        asserted_by=("armenia",),
        denied_by=("azerbaijan", "turkey"),
        declined_by=("oic",),
        contradicted_by=("azerbaijan",),
        differently_characterised_by=("oic",),
    )


@pytest.mark.parametrize(
    ("said", "rival", "expected"),
    [
        ("azerbaijan asserts", "armenia", True),
        ("armenia asserts; turkey denies", "turkey", False),
        ("mod>armenia asserts; foreign>armenia denies", "turkey", True),
        ("armenia asserts", "", False),
    ],
)
def test_disputed_only_through_a_contradiction(said: str, rival: str, expected: bool) -> None:
    assert judge(statements(said), rivals(rival)).only_through_contradiction is expected


@pytest.mark.parametrize(
    ("sources_read", "latest", "expected"),
    [
        (2, "2020-09-29", "(2, the latest of 29 September 2020)"),
        (1, "2020-09", "(1, of September 2020)"),
        (3, None, "(3)"),
    ],
)
def test_label_says_how_far_the_reading_went(sources_read: int, latest: str | None, expected: str) -> None:
    judgement = judge(statements("turkey asserts"))

    text = label(judgement, names=NAMES, sources_read=sources_read, latest_source=latest)

    assert text == f"Claimed by Turkey. No denial in the sources read {expected}. {UNSOUGHT}"


def _label(
    judgement: Judgement, names: dict[str, str] | None = None, searched: tuple[tuple[str, str], ...] = ()
) -> str:
    return label(judgement, names=names or NAMES, sources_read=2, latest_source="2020-09-29", searched=searched)
