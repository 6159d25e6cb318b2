"""docs/api.md tells of all that the API has."""

from pathlib import Path

import pytest

from claims.public.columns import COLUMNS
from claims.public.resources import RESOURCES

pytestmark = pytest.mark.no_database

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_guide_names_every_list_order_and_filter_of_claims() -> None:
    guide = GUIDE.read_text()

    named = [*RESOURCES, *(order for resource in RESOURCES.values() for order in resource.orders)]
    named += RESOURCES["claims"].filters.names()
    assert [name for name in named if f"`{name}" not in guide] == []


def test_guide_explains_every_column_in_the_words_of_the_registry() -> None:
    guide = GUIDE.read_text()

    rows = [f"| `{column.name}` | {column.help} |" for columns in COLUMNS.values() for column in columns]
    assert [row for row in rows if row not in guide] == []
