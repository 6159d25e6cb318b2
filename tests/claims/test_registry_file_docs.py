"""The documentation of the registry file says what the code does."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from claims.registry_file.describing import describe
from claims.registry_file.shape import SECTIONS, KeptParts, Part, Parts
from tests.claims.registry_files import load_text

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.no_database
def test_the_keys_in_the_docs_are_those_of_the_table():
    written = (DOCS / "registry-file-keys.md").read_text(encoding="utf-8")

    assert written.rstrip() == describe().rstrip(), (
        "run: .venv/bin/python manage.py load --keys > docs/registry-file-keys.md"
    )


@pytest.mark.no_database
def test_every_key_has_a_meaning():
    lines = [line for line in describe().splitlines() if line.startswith("| `")]

    assert len(lines) > sum(len(section.keys) for section in SECTIONS)
    assert [line for line in lines if re.search(r"\|\s*\|$", line)] == []


def test_the_example_in_the_docs_loads():
    example = re.search(r"```yaml\n(.*?)```", (DOCS / "registry-file.md").read_text(encoding="utf-8"), re.S)

    loading = load_text(example[1], publish=True)

    assert [row.outcome.value for row in loading.report.rows] == ["created"] * 7


# What of the editorial models a file leaves out, and the words by which the documentation says so.
LEFT_OUT = {
    "Anchor": "anchors",
    "LegalHold": "legal holds",
    "Takedown": "requested takedowns",
    "Capture": "captures",
    "ColumnMap": "column maps",
    "Comment": "comments",
    "Import": "imports",
    "ImportedRecord": "imports",
    "Label": "labels",
    "LabelledRecord": "labels",
    "Merge": "merges",
    "Proposal": "proposals",
    "Review": "reviews",
    "SavedView": "saved views",
    "WorkItem": "lists of work",
}


@pytest.mark.no_database
def test_the_docs_say_which_models_a_file_leaves_out():
    parts = {key.rows for section in SECTIONS for key in section.keys if isinstance(key, Part | Parts | KeptParts)}
    filed = {rows.model.__name__ for rows in (*SECTIONS, *parts) if rows} | {"Slug"}
    models = {model.__name__ for label in ("sources", "claims") for model in apps.get_app_config(label).get_models()}
    table = (DOCS / "registry-file.md").read_text(encoding="utf-8").split("| left out |")[1]

    assert models - filed - {"Denial"} == set(LEFT_OUT)
    assert [word for word in LEFT_OUT.values() if word not in table] == []
