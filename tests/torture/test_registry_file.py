"""Ten thousand records with everything set, in all scripts: dumped, loaded into an empty registry and dumped again."""

import pytest

from claims.models import Claim
from tests.claims.circle import FORMATS, dump_in, emptied, load_again, not_set, same
from tests.claims.hostile_records import HostileRegistry

RECORDS = 10_000


@pytest.mark.parametrize("format_", FORMATS)
def test_ten_thousand_records_come_round_as_the_same_bytes(format_):
    with emptied():
        registry = HostileRegistry(seed=2)
        registry.make(records=RECORDS)
        assert sum(len(rows) for model, rows in registry.rows.items() if hasattr(model, "slug")) >= RECORDS
        assert not_set() == []
        before = dump_in(format_)

    load_again(before, format_)

    assert same(before, dump_in(format_))
    assert Claim.objects.published().count() > Claim.objects.never_published().count() > 0
