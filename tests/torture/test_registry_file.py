"""Ten thousand records with everything set, in all scripts: dumped, loaded into an empty registry and dumped again."""

import io

from claims.models import Claim
from claims.registry_file.reader import read_stream
from tests.claims.circle import dump_in, emptied, load_again, not_set, same
from tests.claims.hostile_records import HostileRegistry
from tests.claims.registry_files import plain

RECORDS = 10_000


def test_ten_thousand_records_come_round_as_the_same_bytes():
    with emptied():
        registry = HostileRegistry(seed=2)
        registry.make(records=RECORDS)
        assert sum(len(rows) for model, rows in registry.rows.items() if hasattr(model, "slug")) >= RECORDS
        assert not_set() == []
        yaml, json = dump_in("yaml"), dump_in("json")
    assert plain(read_stream(io.BytesIO(json.encode()))) == plain(read_stream(io.BytesIO(yaml.encode())))

    load_again(yaml, "yaml")

    assert same(yaml, dump_in("yaml"))
    assert same(json, dump_in("json"))
    assert Claim.objects.published().count() > Claim.objects.never_published().count() > 0
