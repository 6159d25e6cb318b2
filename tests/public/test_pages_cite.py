"""How a claim is cited: every style names the parties and one version, and is dated by the ledger."""

import orjson
import pytest

from claims.public.pages.citation import Citation, citation_of
from tests.public.documents import claim_document, statement_document
from tests.public.registry import publish_dispute

TITLE = "Claimed by A; denied by B — Was a jet shot down?"


def cited(**changes: object) -> Citation:
    claim = claim_document(statement_document(1, "asserts", "A"), version=3, **changes)
    return citation_of(claim, site_url="https://example.org")


@pytest.mark.no_database
def test_apa_names_parties_version_and_date():
    assert cited().apa() == (
        f"factreg. (2026, November 22). {TITLE} (Version 3). https://example.org/claims/a-claim/versions/3/"
    )


@pytest.mark.no_database
def test_bibtex_is_safe_in_latex():
    assert cited(question="50% of $5 & {x_y}?").bibtex() == (
        "@misc{factreg-a-claim-v3,\n"
        "  author = {{factreg}},\n"
        "  title = {{Claimed by A; denied by B — 50\\% of \\$5 \\& \\{x\\_y\\}?}},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  day = {22},\n"
        "  note = {Version 3},\n"
        "  url = {https://example.org/claims/a-claim/versions/3/},\n"
        "  language = {en},\n"
        "}\n"
    )


@pytest.mark.no_database
def test_csl_is_one_item_with_its_date_in_parts():
    assert orjson.loads(cited().csl()) == [
        {
            "id": "factreg-a-claim-v3",
            "type": "webpage",
            "author": [{"literal": "factreg"}],
            "title": TITLE,
            "container-title": "factreg",
            "issued": {"date-parts": [[2026, 11, 22]]},
            "version": "3",
            "URL": "https://example.org/claims/a-claim/versions/3/",
            "language": "en",
        }
    ]


@pytest.mark.no_database
def test_a_claim_without_a_question_is_never_cited_bare():
    claim = claim_document(
        statement_document(1, "asserts", "A"),
        question=None,
        standing={"value": "asserted", "label": "Claimed by A. No denial in the sources read (2)."},
    )

    assert citation_of(claim, site_url="").title == "Claimed by A — A jet was shot down."


@pytest.mark.parametrize(
    ("suffix", "type_"),
    [
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("json", "application/vnd.citationstyles.csl+json"),
        ("txt", "text/plain; charset=utf-8"),
    ],
)
def test_citations_are_files_for_programs(client, suffix, type_):
    publish_dispute()

    response = client.get(f"/claims/su-25-downing/cite.{suffix}")

    assert (response.status_code, response["Content-Type"], response["Access-Control-Allow-Origin"]) == (
        200,
        type_,
        "*",
    )
    assert "Claimed by Armenia; denied by Azerbaijan and Turkey — Was an Armenian" in response.content.decode()


def test_page_shows_every_style_and_the_addresses_that_stay(client):
    publish_dispute()

    html = client.get("/claims/su-25-downing/cite/").content.decode()

    for part in ("@misc{factreg-su-25-downing-v1", "/claims/su-25-downing/versions/1/", "?as_of=20", "factreg. (20"):
        assert part in html


@pytest.mark.parametrize("path", ["cite/", "cite.bib", "cite.json", "cite.txt"])
def test_what_is_not_on_record_can_not_be_cited(client, path):
    assert client.get(f"/claims/no-such-claim/{path}").status_code == 404
