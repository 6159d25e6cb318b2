"""docs/bulk.md tells of every file and column that there is, and its example runs."""

import re
from pathlib import Path

import pytest

from claims.public.bulk.contents import NEWS, PROOF_COLUMNS, PROOFS, REVIEWS, WHOLE
from claims.public.bulk.package import NAME as PACKAGE
from claims.public.columns import COLUMNS

pytestmark = pytest.mark.no_database

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "bulk.md"


def test_guide_names_every_file() -> None:
    guide = GUIDE.read_text()

    named = [PROOFS, REVIEWS, NEWS, PACKAGE, "index.json", *(resource.name for resource in WHOLE)]
    assert [name for name in named if f"`{name}`" not in guide] == []


@pytest.mark.parametrize("resource", WHOLE, ids=lambda resource: resource.name)
def test_guide_explains_every_column_with_its_type(resource) -> None:
    _, _, section = GUIDE.read_text().partition(f"### {resource.name}\n")

    rows = [line for line in section.partition("###")[0].splitlines() if line.startswith("| `")]

    assert rows == [f"| `{one.name}` | {one.kind.value} | {one.help} |" for one in COLUMNS[resource.type]]


def test_guide_explains_the_proofs() -> None:
    guide = GUIDE.read_text()

    assert [name for name, help_ in PROOF_COLUMNS.items() if f"| `{name}` | {help_} |" not in guide] == []


def proof_example() -> str:
    """The Python of the guide that checks documents against their commitments."""
    found = re.findall(r"```python\n(import csv.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(found) == 1
    return found[0]
