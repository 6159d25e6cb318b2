"""The forms of an import: what is uploaded or pasted, and what its columns are."""

from __future__ import annotations

from typing import Any

from django import forms

from claims.imports.columns import LISTS, REVISION, targets_of
from claims.imports.formats import FORMATS
from claims.imports.sheets import MOST_BYTES, MOST_ROWS
from claims.imports.steps import TABLE
from claims.models import ColumnMap, Event
from factreg.fields import LINE_LENGTH
from factreg.text import TextError, clean

NOT_READ = ""
PASTED = "pasted rows"
LARGEST_PASTE = 1_000_000


class UploadForm(forms.Form):
    """Rows from a spreadsheet or a file of another data set."""

    format = forms.ChoiceField(
        choices=[(TABLE, "Table: pasted rows, CSV or XLSX"), *((one.name, one.title) for one in FORMATS.values())],
        label="What it is",
    )
    list = forms.ChoiceField(
        choices=[(name, name.capitalize()) for name in ("claims", "sources", "actors", "events", "publishers")],
        label="Its rows are",
        help_text="Of a table: one row is one of these. For claims, several rows may be statements of one claim.",
    )
    rows = forms.CharField(
        required=False,
        strip=False,
        label="Pasted rows",
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "spellcheck": "false"}),
        help_text="Copy the cells in the spreadsheet, the headings too, and paste them here.",
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        help_text=f"At most {MOST_BYTES // 1_000_000} MB and, of a table, {MOST_ROWS:,} rows; larger ones go through "
        "the command manage.py load.",
    )
    event = forms.CharField(
        required=False,
        max_length=220,
        label="Event",
        help_text="Others' data: the slug of the event that its claims belong to; empty: an event of the data set's.",
    )

    def clean_event(self) -> str:
        slug = str(self.cleaned_data["event"]).strip()
        if slug and not Event.objects.filter(slug=slug).exists():
            raise forms.ValidationError(f"There is no event “{slug}”. Take its slug from the list of events.")
        return slug

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"It has {file.size:,} bytes; at most {MOST_BYTES:,} can be uploaded. Load it with the command "
                "manage.py load."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows, file = cleaned.get("rows", ""), cleaned.get("file")
        if "file" in cleaned and bool(rows.strip()) == bool(file):
            self.add_error("rows", "Paste rows or choose a file: one of the two.")
        if len(rows) > LARGEST_PASTE:
            self.add_error("rows", f"{len(rows):,} characters are too many to paste; upload them as a file.")
        return cleaned

    def source(self) -> tuple[str, bytes]:
        """The name and the bytes of what was given."""
        file = self.cleaned_data["file"]
        if file is None:
            return PASTED, self.cleaned_data["rows"].replace("\r\n", "\n").encode("utf-8", "surrogatepass")
        return _file_name(file.name), file.read()


def _file_name(name: str) -> str:
    try:
        return clean(name)[:LINE_LENGTH] or "file"
    except TextError:
        return "file"


class ColumnsForm(forms.Form):
    """What each column of a table stands for, and what holds for all rows."""

    event = forms.CharField(
        required=False,
        max_length=220,
        label="Event of all rows",
        help_text="Where no column gives one: a slug or a title.",
    )
    kind = forms.CharField(
        required=False,
        max_length=40,
        label="Kind of all rows",
        help_text="Where no column gives one: as claims, attack.",
    )
    save_as = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        label="Save this map as",
        help_text="To be offered for the next table. A map of the same name is replaced.",
    )

    def __init__(self, *args: Any, section: str, headings: list[str], columns: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.headings = headings
        targets = targets_of(LISTS[section])
        choices = [(NOT_READ, "not read"), *((name, _in_words(name)) for name in targets)]
        for number, heading in enumerate(headings):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                choices=choices, required=False, label=heading, initial=columns.get(heading, NOT_READ)
            )
        for constant in ("event", "kind"):
            if constant not in targets:
                del self.fields[constant]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for number, heading in enumerate(self.headings):
            name = cleaned.get(f"column-{number}")
            if name and name in taken:
                self.add_error(f"column-{number}", f"“{taken[name]}” stands for {_in_words(name)} already.")
            elif name:
                taken[name] = heading
        for constant in ("event", "kind"):
            if cleaned.get(constant) and constant in taken:
                self.add_error(constant, f"The column “{taken[constant]}” gives it already.")
        if not taken.keys() - {REVISION}:
            raise forms.ValidationError("Say of at least one column what it stands for.")
        return cleaned

    def columns(self) -> dict[str, str]:
        chosen = ((heading, self.cleaned_data[f"column-{number}"]) for number, heading in enumerate(self.headings))
        return {heading: name for heading, name in chosen if name}

    def constants(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("event", "kind") if self.cleaned_data.get(name)}

    def column_fields(self) -> list[Any]:
        return [self[f"column-{number}"] for number in range(len(self.headings))]

    def other_fields(self) -> list[Any]:
        return [self[name] for name in ("event", "kind", "save_as") if name in self.fields]


def _in_words(name: str) -> str:
    return (
        name.replace("statements.", "statement: ")
        .replace("assessments.", "assessment: ")
        .replace("response_searches.", "response search: ")
        .replace("figure.", "figure: ")
        .replace("about.", "about, as ")
        .replace("_", " ")
    )


def saved_map(section: str, headings: list[str], pk: str) -> dict[str, str] | None:
    """The columns of a saved map, as far as the table has them; None where there is no such map."""
    found = ColumnMap.objects.filter(pk=pk, section=section).first() if pk.isascii() and pk.isdigit() else None
    return (
        None if found is None else {heading: found.columns[heading] for heading in headings if heading in found.columns}
    )
