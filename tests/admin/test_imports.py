"""Imports in the workbench: uploaded, mapped, previewed, confirmed and undone through HTTP, by whom that is for."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ColumnMap, Import, ImportState
from tests.admin.forms import Desk
from tests.claims.registry_files import dumped, load_base
from tests.imports.rows import liar_row
from tests.imports.tables import pasted, workbook

ADD = "/admin/claims/import/add/"
MAPPED = {
    "column-0": "text",
    "column-1": "statements.actor",
    "column-2": "statements.stance",
    "column-3": "statements.source",
    "column-4": "statements.said",
    "event": "fighting",
    "kind": "attack",
}


@pytest.fixture(autouse=True)
def base() -> None:
    load_base()


def uploaded(desk: Desk, **values: object) -> HttpResponse:
    return desk.client.post(ADD, {"format": "csv", "list": "claims", **values}, follow=True)


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_pasted_rows_become_drafts_and_can_be_undone(annotator: Desk) -> None:
    before = dumped()
    rows = pasted(("The gate fell.", "Armenia", "asserts", "article", "2020-09-28")).decode()

    columns = uploaded(annotator, rows=rows)
    preview = annotator.client.post(columns.redirect_chain[-1][0], {**MAPPED, "save_as": "Live blog"}, follow=True)
    done = annotator.client.post(preview.redirect_chain[-1][0], follow=True)

    claim = Claim.objects.get(text="The gate fell.")
    made = Import.objects.get()
    assert "Would be: 1 created" in words(preview)
    assert "Imported: 1 created" in words(done)
    assert (claim.edited_by, made.state, made.content) == (annotator.user, ImportState.LOADED, None)
    assert ColumnMap.objects.get().columns["Who"] == "statements.actor"
    undo = f"/admin/claims/import/{made.pk}/undo/"
    assert "1 record would be taken back" in words(annotator.client.get(undo))
    assert "1 record was taken back" in words(annotator.client.post(undo))
    assert dumped() == before


def test_faults_are_shown_with_row_and_column_and_can_not_be_confirmed(annotator: Desk) -> None:
    rows = pasted(("The gate fell.", "Nobody", "asserts", "article", "")).decode()

    columns = uploaded(annotator, rows=rows)
    preview = annotator.client.post(columns.redirect_chain[-1][0], MAPPED, follow=True)

    assert "column “Who”: there is no actor &#x27;Nobody&#x27;" in words(preview)
    assert 'value="Import"' not in words(preview)
    annotator.client.post(preview.redirect_chain[-1][0])
    assert not Claim.objects.filter(text="The gate fell.").exists()


def test_workbook_is_uploaded_as_it_is(annotator: Desk) -> None:
    data = workbook(("name", "kind", "slug"), ("Test wire", "agency", "wire"))

    columns = uploaded(annotator, list="publishers", file=SimpleUploadedFile("rows.xlsx", data))

    assert "What does each column stand for?" in words(columns)
    assert Import.objects.get().options["columns"] == {"name": "name", "kind": "kind", "slug": "slug"}


def test_others_data_is_previewed_at_once(annotator: Desk) -> None:
    preview = uploaded(annotator, format="liar", file=SimpleUploadedFile("a.tsv", f"{liar_row()}\nx".encode()))

    assert "Would be: 5 created, 1 left out" in words(preview)
    assert "has 1 columns; a LIAR row has 14" in words(preview)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Paste rows or choose a file"),
        ({"rows": "a\tb", "file": SimpleUploadedFile("a.csv", b"a")}, "Paste rows or choose a file"),
        ({"rows": "a\tb\n\x00\tc"}, "Null characters are not allowed"),
        ({"file": SimpleUploadedFile("a.csv", b"a\nCaf\xe9")}, "Row 2: the file is not UTF-8"),
        (
            {"file": SimpleUploadedFile("a.csv", b"a\n" + b"x" * 1_000_000)},
            "Row 2: column A holds 1,000,000 characters",
        ),
        (
            {"file": SimpleUploadedFile("a.tsv", b"x"), "format": "liar", "event": "no-such"},
            "There is no event “no-such”",
        ),
    ],
)
def test_bad_upload_is_told_at_its_field_and_keeps_nothing(annotator: Desk, values: dict, told: str) -> None:
    answer = uploaded(annotator, **values)

    assert told in words(answer)
    assert not Import.objects.exists()


def test_key_can_be_given_to_one_column_alone(annotator: Desk) -> None:
    columns = uploaded(annotator, rows=pasted(("a", "b", "c", "d", "e")).decode())

    answer = annotator.client.post(columns.redirect_chain[-1][0], {**MAPPED, "column-1": "text"})

    assert "“Claim” stands for text already." in words(answer)


def test_somebody_elses_upload_can_not_be_confirmed_nor_undone(annotator: Desk, desk) -> None:
    other = desk("annotator")
    uploaded(annotator, format="liar", file=SimpleUploadedFile("a.tsv", liar_row().encode()))
    made = Import.objects.get()
    preview, undo = (f"/admin/claims/import/{made.pk}/{step}/" for step in ("preview", "undo"))

    refused = other.client.post(preview)

    assert refused.status_code == 403
    assert "Somebody else uploaded this" in words(refused)
    assert not Claim.objects.filter(slug="liar-1").exists()
    annotator.client.post(preview)
    assert other.client.post(undo).status_code == 403


def test_import_is_confirmed_once(annotator: Desk) -> None:
    uploaded(annotator, format="liar", file=SimpleUploadedFile("a.tsv", liar_row().encode()))
    address = f"/admin/claims/import/{Import.objects.get().pk}/preview/"
    annotator.client.post(address)

    again = annotator.client.post(address, follow=True)

    assert again.status_code == 200
    assert Claim.objects.filter(slug__startswith="liar-").count() == 1


def test_upload_that_is_not_loaded_can_be_thrown_away(annotator: Desk) -> None:
    uploaded(annotator, format="liar", file=SimpleUploadedFile("a.tsv", liar_row().encode()))

    annotator.client.post(f"/admin/claims/import/{Import.objects.get().pk}/delete/", {"post": "yes"})

    assert not Import.objects.exists()


def test_page_of_an_import_asks_no_more_for_many_records_than_for_few(editor: Desk) -> None:
    counts = []
    for number in (1, 40):
        rows = "\n".join(liar_row(id=f"{number}{row}.json", speaker=f"speaker-{row}") for row in range(number))
        uploaded(editor, format="liar", file=SimpleUploadedFile("a.tsv", rows.encode()))
        made = Import.objects.latest("id")
        editor.client.post(f"/admin/claims/import/{made.pk}/preview/")
        with CaptureQueriesContext(connection) as queries:
            editor.client.get(f"/admin/claims/import/{made.pk}/change/")
        counts.append(len(queries))

    assert max(counts) <= 12
    assert counts[1] <= counts[0]


def test_address_of_no_import_leads_home(editor: Desk) -> None:
    answer = editor.client.get("/admin/claims/import/add/no-number/change/", follow=True)

    assert answer.redirect_chain == [("/admin/", 302)]
