"""Rows in the shapes of others' data sets, all of them made up; and short ways to read and bring them in."""

from __future__ import annotations

import io
import json
from typing import Any

from claims.imports.bringing import Brought, bring_in
from claims.imports.foreign import Foreign
from claims.imports.formats import FORMATS
from claims.models import Import, ImportState
from claims.registry_file.nodes import Mapping, Sequence, Value
from claims.registry_file.report import Outcome


def liar_row(**given: str) -> str:
    row = {
        "id": "1.json",
        "label": "half-true",
        "statement": "The test bridge cost two coins.",
        "subjects": "bridges",
        "speaker": "ada-example",
        "job": "Mayor of Testville",
        "state": "Testland",
        "party": "none",
        "counts": "0\t1\t2\t0\t0",
        "context": "a test interview",
    }
    return "\t".join({**row, **given}.values())


def averitec_claim(**given: Any) -> dict[str, Any]:
    return {
        "claim": "The test bridge was closed in May.",
        "label": "Refuted",
        "justification": "The timetable shows it open.",
        "claim_date": "3-5-2021",
        "speaker": "Ada Example",
        "original_claim_url": "https://social.example/post/1",
        "cached_original_claim_url": None,
        "fact_checking_article": "https://web.archive.org/web/20210601000000/https://checks.example/bridge",
        "reporting_source": "Test network",
        "location_ISO_code": None,
        "claim_types": ["Event/Property Claim"],
        "fact_checking_strategies": [],
        "questions": [
            {
                "question": "Was it open?",
                "answers": [
                    {"answer": "Yes", "answer_type": "Boolean", "source_url": "https://times.example/table"},
                    {"answer": "It was", "answer_type": "Extractive", "source_url": "Metadata"},
                ],
            }
        ],
        **given,
    }


def google_claim(**given: Any) -> dict[str, Any]:
    review = {
        "publisher": {"name": "Test checks", "site": "checks.example"},
        "url": "https://checks.example/tower",
        "title": "The tower stands",
        "reviewDate": "2021-06-01T10:00:00Z",
        "textualRating": "Wrong",
        "languageCode": "en",
    }
    return {
        "text": "The test tower fell.",
        "claimant": "Ada Example",
        "claimDate": "2021-05-30T00:00:00Z",
        "claimReview": [review],
        **given,
    }


def claim_review(**given: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/lake",
        "datePublished": "2021-07-01",
        "claimReviewed": "The test lake is dry.",
        "author": {"@type": "Organization", "name": "Test checks", "url": "https://checks.example/"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": "Lake society"},
            "datePublished": "2021-06-20",
            "appearance": {"@type": "Article", "url": "https://society.example/dry", "headline": "Dry"},
        },
        "reviewRating": {"ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"},
        **given,
    }


UCDP_HEADING = (
    "id,side_a,side_b,date_start,date_end,where_coordinates,adm_1,country,"
    "deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high"
)
UCDP_ROW = '7,Government of Testland,Test militia,2020-09-27,2020-09-28,"Test, town",North,Testland,1,2,3,0,6,6,9'


def read(format_: str, text: str | list[Any] | dict[str, Any], *, event: str = "") -> Foreign:
    return FORMATS[format_].read(io.BytesIO(as_bytes(text)), event=event)


def as_bytes(text: str | list[Any] | dict[str, Any]) -> bytes:
    return (text if isinstance(text, str) else json.dumps(text)).encode()


def bring(format_: str, text: str | list[Any] | dict[str, Any], **options: Any) -> Brought:
    data = as_bytes(text)
    remembered = Import(name="test", format=format_, state=ImportState.LOADED)
    return bring_in(
        read=lambda skipped: FORMATS[format_].read(io.BytesIO(data), skipped=skipped),
        by=None,
        remembered=remembered,
        **options,
    )


def records(foreign: Foreign, section: str) -> list[Any]:
    listed = foreign.document.values.get(section)
    return plain(listed) if listed else []


def plain(value: Value) -> Any:
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.values.items()}
    return [plain(item) for item in value.items] if isinstance(value, Sequence) else value


def left_out(found: Foreign | Brought) -> list[tuple[int, str]]:
    """Rows that were left out, with their lines."""
    if isinstance(found, Foreign):
        return [(remark.line, remark.message) for remark in found.remarks if remark.left_out]
    return [(row.line, row.message) for row in found.loading.report.rows if row.outcome is Outcome.LEFT_OUT]


def noted(found: Foreign) -> list[str]:
    return [remark.message for remark in found.remarks if not remark.left_out]
