"""Dump, load into an empty registry, dump again: the same bytes, of the annotation and of records with everything set.

Ten thousand records do it in tests/torture.
"""

from __future__ import annotations

import io
from functools import cache

from django.core.management import call_command

from claims.models import Claim
from claims.registry_file.reader import read_stream
from tests.claims.circle import dump_in, emptied, load_again, not_set, same
from tests.claims.hostile_records import HostileRegistry
from tests.claims.hostile_texts import scripts
from tests.claims.registry_files import plain

RECORDS = 200


@cache
def hostile() -> tuple[str, str, list[str]]:
    """The file of a registry with every field set, as YAML and as JSON, and what is not set after all."""
    with emptied():
        HostileRegistry().make(records=RECORDS)
        return dump_in("yaml"), dump_in("json"), not_set()


def test_records_with_every_field_set_come_round_as_the_same_bytes():
    before, _, _ = hostile()

    load_again(before, "yaml")

    assert same(before, dump_in("yaml"))
    assert Claim.objects.published().count() > Claim.objects.never_published().count() > 0


def test_the_annotation_comes_round_as_the_same_bytes():
    with emptied():
        call_command("demo", verbosity=0)
        before = dump_in("yaml")

    load_again(before, "yaml")

    assert same(before, dump_in("yaml"))


def test_the_records_that_come_round_have_every_field_and_every_choice():
    assert hostile()[2] == []


def test_the_records_that_come_round_are_written_in_all_scripts():
    written = set(hostile()[0])

    assert [name for name, letters in scripts().items() if not written & set(letters)] == []


def test_json_holds_the_same_of_them_as_yaml():
    yaml, json, _ = hostile()

    assert plain(read_stream(io.BytesIO(json.encode()))) == plain(read_stream(io.BytesIO(yaml.encode())))
