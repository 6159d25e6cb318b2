"""Tables: what rows become, errors that name row and column, and files that are refused before anything is stored."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.contrib.auth.models import User

from claims.actions import save
from claims.imports import sheets
from claims.imports.columns import LISTS, guess
from claims.imports.steps import confirm, preview, upload
from claims.models import Actor, Claim, Import, Statement
from claims.registry_file.nodes import FileError
from sources.models import Source
from tests.claims.registry_files import dumped, load_base
from tests.factories import make_actor, make_source
from tests.imports.tables import brought, faults, imported, pasted, workbook


@pytest.fixture
def editor() -> User:
    load_base()
    return User.objects.create_superuser("editor")


def test_rows_of_one_claim_are_its_statements(editor: User) -> None:
    rows = [
        ("The gate fell.", "Armenia", "asserts", "Test article", "2020-09-28"),
        ("The gate fell.", "turkey", "denies", "post", ""),
    ]

    _, report = imported(pasted(*rows), by=editor)

    claim = Claim.objects.get(text="The gate fell.")
    assert faults(report) == []
    assert list(claim.statements.values_list("actor__slug", "stance", "source__slug", "said")) == [
        ("armenia", "asserts", "article", "2020-09-28"),
        ("turkey", "denies", "post", ""),
    ]
    assert (claim.event.slug, claim.kind) == ("fighting", "attack")


def test_same_table_again_changes_nothing(editor: User) -> None:
    data = pasted(("The gate fell.", "armenia", "asserts", "article", ""))
    imported(data, by=editor)
    before = dumped()

    made, report = imported(data, by=editor)

    assert dumped() == before
    assert (report.counts()["unchanged"], made.records.count()) == (1, 0)


def test_error_names_row_column_and_way_out_and_nothing_is_stored(editor: User) -> None:
    before = dumped()
    rows = [
        ("The gate fell.", "armenia", "assert", "article", "28.9.2020"),
        ("The wall fell.", "Armenya", "asserts", "article", ""),
    ]

    made = brought(pasted(*rows), by=editor)
    report = preview(of=made, by=editor)
    confirmed = confirm(of=made, by=editor)

    found = faults(report)
    assert [line for line, _ in found] == [2, 2, 3]
    assert found[0][1].startswith("column “Stance”: 'assert' is not one of asserts, denies")
    assert found[0][1].endswith("did you mean asserts?")
    assert found[1][1].startswith("column “Said”: ")
    assert found[2][1] == "column “Who”: there is no actor 'Armenya', in the file or stored; did you mean armenia?"
    assert faults(confirmed) == found
    assert dumped() == before


def test_name_of_several_is_refused_with_their_slugs(editor: User) -> None:
    make_actor(slug="ministry-one", name="Ministry of Tests")
    make_actor(slug="ministry-two", name="Ministry of Tests")

    made = brought(pasted(("The gate fell.", "Ministry of Tests", "asserts", "article", "")), by=editor)

    assert "could be ministry-one, ministry-two; give the slug of one" in faults(preview(of=made, by=editor))[0][1]


def test_record_that_was_edited_after_the_preview_is_not_overwritten(editor: User) -> None:
    made = brought(pasted(("armenia", "Republic"), headings=("slug", "name")), by=editor, section="actors")
    preview(of=made, by=editor)
    actor = Actor.objects.get(slug="armenia")
    actor.role = "Edited meanwhile"
    save(record=actor, by=None)

    report = confirm(of=made, by=editor)

    actor.refresh_from_db()
    assert "was edited meanwhile" in faults(report)[0][1]
    assert (actor.name, actor.role) == ("Armenia", "Edited meanwhile")


def test_row_made_from_an_older_revision_is_refused(editor: User) -> None:
    actor = Actor.objects.get(slug="armenia")
    actor.role = "Edited"
    save(record=actor, by=None)

    data = pasted(("armenia", "Republic", "1"), headings=("slug", "name", "revision"))
    made = brought(data, by=editor, section="actors")

    assert "was edited meanwhile: revision 2 is stored" in faults(preview(of=made, by=editor))[0][1]


def test_empty_cell_changes_nothing_and_a_word_clears(editor: User) -> None:
    make_actor(slug="speaker", name="Speaker", role="Spokesman", country="AM")

    data = pasted(("speaker", "(empty)", ""), headings=("slug", "role", "country"))
    imported(data, by=editor, section="actors")

    actor = Actor.objects.get(slug="speaker")
    assert (actor.role, actor.country) == ("", "AM")


def test_source_is_known_by_its_address(editor: User) -> None:
    make_source(slug="known", url="https://test.example/a", title="Old title")

    data = pasted(("https://test.example/a", "New title"), headings=("url", "title"))
    imported(data, by=editor, section="sources")

    assert Source.objects.get(slug="known").title == "New title"


def test_table_in_any_script_comes_in_as_it_is(editor: User) -> None:
    data = pasted(("سقط الجسر 🏳️", "armenia", "asserts", "article", ""))

    imported(data, by=editor)

    assert Claim.objects.filter(text="سقط الجسر 🏳️").exists()


def test_workbook_means_what_its_cells_show(editor: User) -> None:
    rows = [
        ("Claim", "Who", "Stance", "Source", "Said"),
        ("7 gates fell.", "armenia", "asserts", "article", date(2020, 9, 28)),
        (7.0, "turkey", "denies", "post", None),
    ]

    imported(workbook(*rows), by=editor)

    assert list(Statement.objects.order_by("id").values_list("claim__text", "said")) == [
        ("7 gates fell.", "2020-09-28"),
        ("7", ""),
    ]


def _with(data: bytes, name: str, content: bytes) -> bytes:
    written = io.BytesIO(data)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def _bomb() -> bytes:
    return _with(workbook(("a",)), "xl/media/zeros", b"\x00" * 30_000_000)


def _entities() -> bytes:
    doctype = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    source = zipfile.ZipFile(io.BytesIO(workbook(("a",))))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, doctype if "sheet1" in name else source.read(name))
    return written.getvalue()


HOSTILE = {
    "a ZIP bomb": (_bomb(), "unpacks to 30,0"),
    "entities": (_entities(), "no .xlsx workbook that can be read"),
    "macros": (_with(workbook(("a",)), "xl/vbaProject.bin", b"x"), "holds macros"),
    "a formula": (workbook(("Claim",), ("=1+1",)), "line 2: column A holds a formula"),
    "an error value": (workbook(("Claim",), ("#REF!",)), "line 2: column A holds the error #REF!"),
    "a cut workbook": (workbook(("a",))[:900], "no .xlsx workbook that can be read"),
    "an old workbook": (b"\xd0\xcf\x11\xe0rest", "old or protected Excel workbook"),
    "a huge cell": (b"Claim\n" + b"x" * 1_000_000, "line 2: column A holds 1,000,000 characters"),
    "too many bytes": (b"Claim\n" + b"x\n" * 2_600_000, "at most 5,000,000 can be uploaded"),
    "too many rows": (b"Claim\n" + b"x\n" * 5_001, "more than 5,000 rows"),
    "too many columns": (b"\t".join(b"%d" % number for number in range(101)), "has 101 columns"),
    "Latin-1": ("Claim\nCafé".encode("latin-1"), "line 2: the file is not UTF-8. In Excel"),
    "NUL": (b"Claim\na\x00b", "line 2: the control character U+0000"),
    "a surrogate": (b"Claim\n\xed\xa0\x80", "line 2: the file is not UTF-8"),
    "a quotation mark": (b'Claim,Who\n"open,b', "not CSV"),
    "nothing": (b"\n\n", "there is nothing in it"),
    "two headings alike": (b"Claim\tClaim\nx\ty", "two columns are called “Claim”"),
    "no heading": (b"Claim\t\tWho\nx\ty\tz", "column 2 has no heading"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_file_is_refused_in_words_and_nothing_is_kept(hostile: str) -> None:
    data, words = HOSTILE[hostile]

    with pytest.raises(FileError) as refused:
        upload(data=data, name="x", format="csv", section="claims", by=None)

    assert words in str(refused.value)
    assert not Import.objects.exists()


def test_columns_are_guessed_from_their_headings() -> None:
    guessed = guess(["Slug", "Claim", "Speaker", "Stance", "What?", "Question"], LISTS["claims"])

    assert guessed == {
        "Slug": "slug",
        "Claim": "text",
        "Speaker": "statements.actor",
        "Stance": "statements.stance",
        "Question": "question",
    }


def test_utf_16_and_semicolons_are_read(editor: User) -> None:
    made = upload(
        data="slug;name\narmenia;Ռուբ".encode("utf-16"), name="a.csv", format="csv", section="actors", by=editor
    )

    assert made.options["headings"] == ["slug", "name"]
    assert sheets.MOST_ROWS == 5_000
