"""The page of fields tells each field of each document and each column of each table, with meaning and example."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from django.test import Client

from claims.public.developers.fields import EXAMPLES, documents, tables
from tests.public.field_examples import examples

pytestmark = pytest.mark.usefixtures("demo")


def written(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def test_examples_are_those_of_the_demo(client: Client) -> None:
    found = written(examples(client))
    if os.environ.get("WRITE_EXAMPLES"):
        EXAMPLES.write_text(found, encoding="utf-8")

    assert EXAMPLES.read_text(encoding="utf-8") == found, "a field is new or shows something else: see field_examples"


@pytest.mark.no_database
def test_every_field_has_a_meaning_and_an_example() -> None:
    fields = [(shape, field) for shape in (*documents(), *tables()) for field in shape.fields]

    assert [f"{shape.name}: {field.path}" for shape, field in fields if not field.meaning] == []
    lacking = [(shape, field) for shape, field in fields if not field.example and not holds_others(shape, field)]
    assert [f"{shape.name}: {field.path}" for shape, field in lacking] == []


def holds_others(shape: Any, field: Any) -> bool:
    """Whether its fields are told by themselves: those of its shape, or the next ones."""
    return (
        bool(field.shape)
        or field.kind.startswith("a document")
        or any(other.path.startswith((f"{field.path}.", f"{field.path}[].")) for other in shape.fields)
    )
