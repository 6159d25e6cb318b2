"""Readers of others' formats: what a row becomes, what is never invented, what is left out and why."""

import pytest

from claims.registry_file.nodes import FileError
from tests.imports.rows import (
    UCDP_HEADING,
    UCDP_ROW,
    averitec_claim,
    claim_review,
    google_claim,
    left_out,
    liar_row,
    noted,
    read,
    records,
)

pytestmark = pytest.mark.no_database


def test_liar_rating_is_an_assessment_of_what_the_speaker_asserts() -> None:
    found = read("liar", liar_row())

    (claim,) = records(found, "claims")
    assert (claim["slug"], claim["text"], claim["event"]) == (
        "liar-1",
        "The test bridge cost two coins.",
        "liar-statements",
    )
    assert claim["statements"] == [{"actor": "liar-ada-example", "stance": "asserts", "source": "politifact-1"}]
    (assessment,) = claim["assessments"]
    assert (assessment["organisation"], assessment["rating"]) == ("politifact", "half-true")
    assert "said" not in claim["statements"][0]
    assert "Context: a test interview" in claim["internal_notes"]


@pytest.mark.parametrize("speaker", ["", "chain-email", "facebook-posts", "viral-image", "blog-posting"])
def test_liar_speaker_that_is_no_one_is_not_invented(speaker: str) -> None:
    found = read("liar", liar_row(speaker=speaker))

    (claim,) = records(found, "claims")
    assert "statements" not in claim
    assert records(found, "actors") == []
    assert "names no one" in noted(found)[0]


def test_liar_rows_that_can_not_be_taken_are_named_with_their_lines() -> None:
    rows = [
        liar_row(),
        "too\tfew",
        liar_row(id="x"),
        liar_row(),
        liar_row(id="3.json", statement="Turned \u202e round."),
    ]

    found = read("liar", "\n".join(rows))

    assert found.rows == 5
    assert [line for line, _ in left_out(found)] == [2, 3, 4, 5]
    assert "has 2 columns; a LIAR row has 14" in left_out(found)[0][1]
    assert "U+202E" in left_out(found)[3][1]


def test_quotation_marks_and_odd_separators_in_a_liar_row_stay_as_they_are() -> None:
    found = read("liar", liar_row(statement='He said "no\u2028way"'))

    assert records(found, "claims")[0]["text"] == 'He said "no\nway"'


def test_averitec_answers_sources_are_all_stored_and_what_is_none_is_named() -> None:
    found = read("averitec", [averitec_claim()])

    urls = {source["url"]: source for source in records(found, "sources")}
    assert set(urls) == {
        "https://social.example/post/1",
        "https://checks.example/bridge",
        "https://times.example/table",
    }
    assert urls["https://checks.example/bridge"]["archive_url"].startswith("https://web.archive.org/web/2021")
    assert any("'Metadata' is no http or https address" in message for message in noted(found))


def test_averitec_date_is_an_estimate_and_stays_one() -> None:
    (claim,) = records(read("averitec", [averitec_claim()]), "claims")

    assert claim["statements"][0]["said"] == "2021-05-03~"


@pytest.mark.parametrize("date", ["", None, "31-02-2021", "spring"])
def test_averitec_date_that_is_missing_stays_missing(date: str | None) -> None:
    (claim,) = records(read("averitec", [averitec_claim(claim_date=date)]), "claims")

    assert "said" not in claim["statements"][0]


def test_averitec_label_is_an_assessment_with_its_grounds() -> None:
    (claim,) = records(read("averitec", [averitec_claim()]), "claims")

    (assessment,) = claim["assessments"]
    assert (assessment["rating"], assessment["summary"]) == ("Refuted", "The timetable shows it open.")


def test_speakers_slug_tells_no_name() -> None:
    (actor,) = records(read("averitec", [averitec_claim()]), "actors")

    assert actor["name"] == "Ada Example"
    assert "ada" not in actor["slug"]


def test_google_review_becomes_an_assessment_and_a_source() -> None:
    found = read("google", {"claims": [google_claim()]})

    (claim,) = records(found, "claims")
    (source,) = records(found, "sources")
    assert claim["assessments"] == [
        {
            "organisation": "checks-example",
            "url": "https://checks.example/tower",
            "rated": "2021-06-01T10:00:00Z",
            "rating": "Wrong",
        }
    ]
    assert (source["kind"], source["published"]) == ("fact_check", "2021-06-01T10:00:00Z")
    assert claim["statements"][0]["said"] == "2021-05-30T00:00:00Z"


def test_google_rating_that_is_too_long_stands_whole_in_the_summary() -> None:
    long = "False. " + "Because of this. " * 60
    review = google_claim()["claimReview"][0] | {"textualRating": long}

    (claim,) = records(read("google", {"claims": [google_claim(claimReview=[review])]}), "claims")

    assert claim["assessments"][0]["summary"] == long.strip()
    assert claim["assessments"][0]["rating"].endswith("…")


@pytest.mark.parametrize("claimant", [None, "", "Social media users.", "Viral Social Media Post", "Multiple people"])
def test_google_claimant_that_is_no_one_is_not_invented(claimant: str | None) -> None:
    found = read("google", {"claims": [google_claim(claimant=claimant)]})

    assert records(found, "actors") == []
    assert "statements" not in records(found, "claims")[0]


def test_google_claim_without_text_is_left_out_with_its_line() -> None:
    found = read("google", '{"claims": [\n{"text": ""},\n{"claimReview": []}]}')

    assert left_out(found) == [(2, "text: is empty"), (3, "text: is empty")]


def test_ucdp_row_is_an_event_with_what_ucdp_counts() -> None:
    found = read("ucdp", f"{UCDP_HEADING}\n{UCDP_ROW}")

    (event,) = records(found, "events")
    claims = {claim["slug"]: claim for claim in records(found, "claims")}
    assert (event["slug"], event["occurred"], event["place"]) == (
        "ucdp-7",
        "2020-09-27/2020-09-28",
        "Test, town, North, Testland",
    )
    assert set(claims) == {"ucdp-7-killed", "ucdp-7-deaths-a", "ucdp-7-deaths-b", "ucdp-7-deaths-civilians"}
    killed = claims["ucdp-7-killed"]["figure"]
    assert (killed["low"], killed["high"], killed["side"], killed["basis"]) == ("6", "9", "all", "single_event")
    assert claims["ucdp-7-killed"]["statements"][0]["actor"] == "ucdp"


def test_ucdp_json_lines_mean_the_same() -> None:
    line = (
        '{"id": 7, "side_a_name": "Government of Testland", "side_b_name": "Civilians", "start_date": "2020-09-27",'
        ' "end_date": "2020-09-27", "deaths_low": 0, "deaths_high": 4, "deaths_civilian": 0}'
    )

    found = read("ucdp", line)

    assert [actor["name"] for actor in records(found, "actors")] == [
        "Government of Testland",
        "Uppsala Conflict Data Program",
    ]
    assert [claim["slug"] for claim in records(found, "claims")] == ["ucdp-7-killed"]


def test_ucdp_rows_that_can_not_be_taken_are_named() -> None:
    found = read(
        "ucdp", "\n".join([UCDP_HEADING, UCDP_ROW.replace("6,6,9", "9,6,6"), UCDP_ROW.replace("2020-09-27", "27/9")])
    )

    assert left_out(found) == [
        (2, "low, high: 9 is above 6"),
        (3, "date_start, date_end: '27/9/2020-09-28' is no date like 2020-09-27"),
    ]


@pytest.mark.parametrize(
    "wrapped",
    [
        claim_review(),
        [claim_review()],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, claim_review()]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [claim_review()]}]},
        {"@type": "NewsArticle", "review": claim_review(**{"@type": ["Review", "http://schema.org/ClaimReview"]})},
    ],
    ids=["single", "list", "graph", "feed", "nested"],
)
def test_claim_review_is_found_however_it_is_wrapped(wrapped: object) -> None:
    found = read("claimreview", wrapped)  # type: ignore[arg-type]

    (claim,) = records(found, "claims")
    assert claim["text"] == "The test lake is dry."
    assert claim["assessments"][0]["rating"] == "False"
    assert claim["assessments"][0]["scale"] == "1 on a scale of 1 (worst) to 5 (best)"
    assert claim["statements"][0]["said"] == "2021-06-20"
    assert [actor["kind"] for actor in records(found, "actors")] == ["organisation"]


def test_claim_review_without_author_or_rating_is_stored_without() -> None:
    found = read("claimreview", claim_review(itemReviewed={"@type": "Claim"}, reviewRating=None))

    (claim,) = records(found, "claims")
    assert "statements" not in claim
    assert "assessments" not in claim
    assert any("gives no rating" in message for message in noted(found))


@pytest.mark.parametrize(
    ("format_", "text"),
    [("averitec", "{}"), ("google", "[1"), ("claimreview", '{"@type": "Article"}'), ("liar", "a\x00b")],
)
def test_file_of_another_shape_is_refused_as_a_whole(format_: str, text: str) -> None:
    with pytest.raises(FileError):
        read(format_, text)


def test_event_that_is_named_takes_the_claims() -> None:
    found = read("liar", liar_row(), event="bridges")

    assert records(found, "claims")[0]["event"] == "bridges"
    assert records(found, "events") == []
