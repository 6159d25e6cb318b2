"""Merges in registry files: a dump lists the survivor and the redirect, and loads as such elsewhere."""

from __future__ import annotations

import io

from django.core.management import call_command

from claims.ledger.merge import merge
from claims.ledger.unmerge import unmerge
from claims.models import Actor
from tests.factories import make_actor, make_claim, make_statement


def dumped() -> str:
    out = io.StringIO()
    call_command("dump", "-", stdout=out)
    return out.getvalue()


def test_dump_lists_the_survivor_and_where_the_old_slug_leads() -> None:
    old, new = make_actor(slug="old", name="Old"), make_actor(slug="new", name="New")
    make_statement(claim=make_claim(slug="claim"), actor=old)

    merge(record=old, into=new, by=None)

    text = dumped()
    assert "name: Old" not in text
    assert "actor: new" in text
    assert "slug: old" in text
    assert "into: new" in text


def test_dump_after_an_undo_is_that_from_before_the_merge() -> None:
    old, new = make_actor(slug="old", name="Old"), make_actor(slug="new", name="New")
    make_statement(claim=make_claim(slug="claim"), actor=old)
    before = dumped()

    unmerge(merge=merge(record=old, into=new, by=None), by=None)

    assert dumped() == before


def test_file_that_names_a_merged_record_loads_into_its_survivor(tmp_path) -> None:
    old, new = make_actor(slug="old", name="Old"), make_actor(slug="new", name="New")
    merge(record=old, into=new, by=None)
    file = tmp_path / "file.yaml"
    file.write_text("actors:\n- slug: speaker\n  name: Speaker\n  kind: person\n  speaks_for: old\n")

    call_command("load", str(file), stdout=io.StringIO())

    assert Actor.objects.get(slug="speaker").speaks_for == new
