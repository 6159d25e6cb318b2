"""LIAR: short statements with PolitiFact's ratings (W. Y. Wang, ACL 2017), tab-separated without quoting or heading.

Fourteen columns: id, label, statement, subjects, speaker, job title, state, party, five counts, context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.imports.foreign import Foreign, Opened, Row, Unfit, one_line, prose
from claims.imports.texts import lines_of
from claims.rules.speakers import names_no_one
from factreg.records import SLUG_PATTERN

COLUMNS = (
    *("id", "label", "statement", "subjects", "speaker", "job", "state", "party"),
    *("barely_true", "false", "half_true", "mostly_true", "pants_fire", "context"),
)
SCALE = "Truth-O-Meter: pants-fire, false, barely-true, half-true, mostly-true, true"
_ID = re.compile(r"([0-9]{1,12})\.json")
_BODIES = re.compile(
    r"(^|-)(party|committee|association|council|campaign|coalition|union|institute|foundation|pac|league|federation"
    r"|commission|department|center|society|group|action|fund|alliance|organization|project|network|democrats"
    r"|republicans)(-|$)"
)


def read(file: Opened, *, event: str = "", skipped: dict[int, str] | None = None) -> Foreign:
    """A claim a row, said by its speaker, with PolitiFact's rating as an assessment."""
    foreign = Foreign(skipped=skipped)
    for line, cells in _rows(file):
        with foreign.row(line=line, name=cells[0][:40]) as row:
            _add(row, cells, event=event)
    return foreign


def _rows(file: Opened) -> Iterator[tuple[int, list[str]]]:
    for line, text in lines_of(file):
        if text.strip():
            yield line, text.split("\t")


def _add(row: Row, cells: list[str], *, event: str) -> None:
    if len(cells) != len(COLUMNS):
        raise Unfit(f"has {len(cells)} columns; a LIAR row has {len(COLUMNS)}")
    given = dict(zip(COLUMNS, cells, strict=True))
    number = _ID.fullmatch(given["id"])
    if number is None:
        raise Unfit(f"id: {given['id'][:40]!r} is not like 123.json")
    slug = f"liar-{number[1]}"
    row.once("claims", slug)
    address = f"http://www.politifact.com/api/v/2/statement/{number[1]}/?format=json"
    row.add("publishers", "politifact", name="PolitiFact", kind="organisation", homepage="https://www.politifact.com/")
    source = row.add(
        "sources",
        f"politifact-{number[1]}",
        publisher="politifact",
        kind="fact_check",
        title=f"PolitiFact, statement {number[1]}",
        url=address,
        language="en",
    )
    speaker = _speaker(row, given)
    row.add(
        "claims",
        slug,
        event=event or row.add("events", "liar-statements", title="Statements in the LIAR data set"),
        text=prose(given["statement"], "statement"),
        language="en",
        kind="other",
        internal_notes=prose(_notes(given), "notes"),
        statements=[{"actor": speaker, "stance": "asserts", "source": source}] if speaker else [],
        assessments=[
            {
                "organisation": "politifact",
                "rating": one_line(given["label"], "label"),
                "scale": SCALE,
                "url": address,
            }
        ],
    )


def _speaker(row: Row, given: dict[str, str]) -> str | None:
    name = given["speaker"].strip().lower()
    if names_no_one(name):
        row.remark(f"speaker: {name or 'empty'!r} names no one; stored without a statement")
        return None
    if not re.fullmatch(SLUG_PATTERN, name):
        raise Unfit(f"speaker: {name[:40]!r} is not like first-last")
    body = _BODIES.search(name) or given["party"] == "organization"
    words = " ".join(word.capitalize() for word in name.split("-"))
    return row.add(
        "actors",
        f"liar-{name}",
        name=words,
        kind="organisation" if body else "person",
        role=one_line(given["job"], "job title") if not body else "",
    )


def _notes(given: dict[str, str]) -> str:
    """What of the row has no field of its own, for editors."""
    told = [("Context", given["context"]), ("Subjects", given["subjects"]), ("Speaker's job", given["job"])]
    told += [("Speaker's state", given["state"]), ("Speaker's party", given["party"])]
    counts = ", ".join(f"{name.replace('_', ' ')} {given[name]}" for name in COLUMNS[8:13])
    known = [f"{what}: {value.strip()}" for what, value in told if value.strip()]
    return "\n".join(["From the LIAR data set; the words are its own.", *known, f"Speaker's ratings then: {counts}"])
