"""AVeriTeC: claims with questions, answers and their sources (Schlichtkrull et al., 2023), a JSON list of objects.

The label is the annotators' verdict, an assessment by AVeriTeC; every answer's source becomes a source.
"""

from __future__ import annotations

import re

from claims.imports.foreign import Foreign, Opened, Row, Unfit, is_date, items_of, mark, one_line, prose, text_of
from claims.imports.speaking import add_speaker
from claims.imports.texts import json_in
from claims.imports.web import add_source
from claims.registry_file.nodes import FileError, Mapping, Sequence

ADDRESS = "https://github.com/MichSchli/AVeriTeC"
SCALE = "AVeriTeC: Supported, Refuted, Not Enough Evidence, Conflicting Evidence/Cherrypicking"
_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")


def read(file: Opened, *, event: str = "", skipped: dict[int, str] | None = None) -> Foreign:
    """A claim an object, with its answers' sources and AVeriTeC's label as an assessment."""
    found = json_in(file)
    if not isinstance(found, Sequence):
        raise FileError("an AVeriTeC file is a list of claims.", line=1)
    foreign = Foreign(skipped=skipped)
    for number, (line, item) in enumerate(items_of(found), start=1):
        with foreign.row(line=line, name=f"claim {number}") as row:
            if not isinstance(item, Mapping):
                raise Unfit("is no object with keys such as `claim`")
            _add(row, item, event=event)
    return foreign


def _add(row: Row, item: Mapping, *, event: str) -> None:
    given = {name: text_of(value) for name, value in item.values.items()}
    text = prose(given.get("claim", ""), "claim")
    if not text:
        raise Unfit("claim: is empty")
    known = (given.get(name, "") for name in ("claim_date", "fact_checking_article", "justification"))
    slug = f"averitec-{mark(text, *known)}"
    row.once("claims", slug)
    article = add_source(row, given.get("fact_checking_article", ""), kind="fact_check")
    first = add_source(row, given.get("original_claim_url", ""), archive=given.get("cached_original_claim_url", ""))
    if given.get("original_claim_url") and not first:
        row.remark(f"original_claim_url: {given['original_claim_url'][:80]!r} is no http or https address")
    row.add("publishers", "averitec", name="AVeriTeC", kind="organisation", homepage=ADDRESS)
    row.add(
        "claims",
        slug,
        event=event or row.add("events", "averitec-claims", title="Claims in the AVeriTeC data set"),
        text=text,
        language="en",
        kind="other",
        internal_notes=prose("\n".join([*_notes(given), *_answers(row, item)]), "notes"),
        statements=_statements(row, given, source=first or article),
        assessments=_assessments(row, given),
    )


def _statements(row: Row, given: dict[str, str], *, source: str | None) -> list[object]:
    actor = add_speaker(row, given.get("speaker", ""))
    if actor and not source:
        row.remark(
            "speaker: neither the claim's address nor a fact-checking article is given; stored without statement"
        )
    if not (actor and source):
        return []
    return [{"actor": actor, "stance": "asserts", "source": source, "said": _said(row, given.get("claim_date", ""))}]


def _assessments(row: Row, given: dict[str, str]) -> list[object]:
    label = one_line(given.get("label", ""), "label")
    if not label:
        row.remark("label: is empty; stored without an assessment")
        return []
    summary = prose(given.get("justification", ""), "justification")
    return [{"organisation": "averitec", "rating": label, "scale": SCALE, "summary": summary, "url": ADDRESS}]


def _said(row: Row, date: str) -> str:
    """Day-month-year as EDTF, marked as approximate: it is the annotators' best estimate."""
    found = _DATE.fullmatch(date)
    said = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}~" if found else ""
    if date and not (said and is_date(said)):
        row.remark(f"claim_date: {date[:40]!r} is no date like 31-10-2020; left open")
        return ""
    return said


def _notes(given: dict[str, str]) -> list[str]:
    told = ("claim_date", "speaker", "reporting_source", "location_ISO_code", "fact_checking_article")
    known = [f"{name}: {given[name]}" for name in told if given.get(name)]
    return ["From the AVeriTeC data set; the words are its own.", *known]


def _answers(row: Row, item: Mapping) -> list[str]:
    """Types, questions and answers in words; the answers' sources are added on the way."""
    listed = {name: items_of(item.values.get(name)) for name in ("claim_types", "fact_checking_strategies")}
    told = [f"{name}: {', '.join(text_of(value) for _, value in items)}" for name, items in listed.items() if items]
    for _, question in items_of(item.values.get("questions")):
        if isinstance(question, Mapping):
            told.append(f"Question: {text_of(question.values.get('question'))}")
            for _, answer in items_of(question.values.get("answers")):
                if isinstance(answer, Mapping):
                    told.append(_answer(row, answer))
    return told


def _answer(row: Row, answer: Mapping) -> str:
    given = {name: text_of(value) for name, value in answer.values.items()}
    address = given.get("source_url", "")
    source = add_source(row, address, archive=given.get("cached_source_url", ""))
    if address and not source:
        row.remark(f"source_url: {address[:80]!r} is no http or https address; kept in the notes alone")
    explained = f" ({given['boolean_explanation']})" if given.get("boolean_explanation") else ""
    where = source or given.get("source_medium") or "no source"
    return f"Answer ({given.get('answer_type', '')}, {where}): {given.get('answer', '')}{explained}"
