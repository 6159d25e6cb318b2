"""Short ways to load texts as registry files, and to tell what a load did."""

from __future__ import annotations

import io
from textwrap import dedent
from typing import Any

from claims.ledger.publish import publish_many
from claims.registry_file.dumper import dump
from claims.registry_file.loader import Loading, load
from claims.registry_file.nodes import Mapping, Sequence, Value
from claims.registry_file.reader import read_stream
from claims.registry_file.states import to_publish

BASE = """
    publishers:
      - {slug: outlet, name: Test outlet, kind: outlet}
    sources:
      - {slug: article, publisher: outlet, kind: article, title: Test article, published: 2020-09-28}
      - {slug: post, publisher: outlet, kind: social_post, title: Test post}
    actors:
      - {slug: armenia, name: Armenia, kind: state}
      - {slug: turkey, name: Turkey, kind: state}
    events:
      - {slug: fighting, title: Test fighting, occurred: 2020-09-27/..}
    claims:
      - {slug: first, event: fighting, text: The first happened., kind: attack}
      - {slug: second, event: fighting, text: The second happened., kind: attack}
"""


def parse(text: str) -> Mapping:
    return read_stream(io.BytesIO(dedent(text).encode()))


def plain(value: Value) -> Any:
    """Nodes as dictionaries and lists."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.values.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    return value


def load_text(text: str, *, publish: bool = False, **options: Any) -> Loading:
    loading = load(document=parse(text), by=None, **options)
    if publish:
        publish_many(records=list(to_publish(loading.entries)), by=None)
    return loading


def load_base(*, publish: bool = False) -> None:
    assert not load_text(BASE, publish=publish).report.refusals


def told(loading: Loading) -> list[tuple[int, str, str, str]]:
    """What the report says, but for the type: line, slug, outcome, message."""
    return [(row.line, row.slug, row.outcome.value, row.message) for row in loading.report.rows]


def refusals(text: str) -> list[tuple[int, str]]:
    """What is refused of a text, as lines and messages."""
    return [(row.line, row.message) for row in load_text(text).report.refusals]


def dumped() -> str:
    return "".join(dump(format="yaml"))
