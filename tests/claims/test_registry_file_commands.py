"""The commands load, dump and publish: what they print and where, how they end, what they leave behind."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from claims.ledger.models import Entry, EntryAuthor
from claims.models import Claim
from factreg.records import PublicState, WorkState
from sources.models import Publisher
from tests import factories
from tests.claims.registry_files import BASE, load_base

RIGHT = "publishers:\n- {slug: one, name: One, kind: outlet}\n"
WRONG = "publishers:\n- {slug: one, name: One, kind: outlett}\n- {slug: two, name: Two, kind: outlet}\n"


def run(*words: str, **options) -> SimpleNamespace:
    out, err = io.StringIO(), io.StringIO()
    error = None
    try:
        call_command(*words, stdout=out, stderr=err, **options)
    except CommandError as caught:
        error = str(caught)
    return SimpleNamespace(out=out.getvalue(), err=err.getvalue(), error=error)


@pytest.fixture
def editor():
    return get_user_model().objects.create_user("editor")


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "file.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_load_sums_up_what_it_did(file):
    done = run("load", file(RIGHT))

    assert (done.out, done.err, done.error) == ("1 created.\n", "", None)


def test_load_says_what_is_wrong_on_stderr_and_fails(file):
    done = run("load", file(WRONG))

    assert done.error == "Nothing was stored: the file is not right."
    assert "'outlett' is not one of" in done.err
    assert done.out == "Would be: 1 created, 1 refused.\n"
    assert not Publisher.objects.exists()


def test_a_dry_run_lists_every_record_with_its_line(file):
    done = run("load", file(RIGHT), "--dry-run")

    assert [line.split() for line in done.out.splitlines()] == [
        ["line", "type", "record", "outcome", "message"],
        ["2", "publisher", "one", "created"],
        ["Would", "be:", "1", "created."],
    ]
    assert not Publisher.objects.exists()


def test_the_report_is_there_for_machines_too(file):
    done = run("load", file(WRONG), "--format", "json")

    report = json.loads(done.out)
    assert report["counts"] == {"created": 1, "changed": 0, "unchanged": 0, "kept": 0, "refused": 1}
    assert [(row["line"], row["type"], row["slug"], row["outcome"]) for row in report["rows"]] == [
        (2, "publisher", "one", "refused"),
        (3, "publisher", "two", "created"),
    ]


def test_markup_in_a_file_is_shown_as_it_is(file):
    done = run("load", file("publishers:\n- {slug: one, name: One, kind: '[red]x[/red]'}\n"))

    assert "[red]x[/red]" in done.err


def test_load_names_a_file_that_is_not_there_or_no_registry_file(file):
    assert run("load", "/no/such/file.yaml").error == "/no/such/file.yaml: No such file or directory."
    path = file("a: 1\na: 2\n")
    assert run("load", path).error == f"{path}: line 2: `a` is given twice, first on line 1."


def test_load_reads_standard_input(file, monkeypatch):
    with Path(file(RIGHT)).open("rb") as stream:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
        done = run("load", "-")

    assert done.out == "1 created.\n"


def test_load_publishes_by_whom_and_why(file, editor):
    done = run("load", file(BASE), "--publish", "--by", "editor", "--reason", "First files")

    assert "8 records gone through, 8 published.\n" in done.out
    assert Claim.objects.get(slug="first").public_state == PublicState.PUBLISHED
    assert set(Entry.objects.filter(cause=None).values_list("reason", flat=True)) == {"First files"}
    assert set(EntryAuthor.objects.values_list("user__username", flat=True)) == {"editor"}


def test_an_unknown_user_is_refused_before_anything_is_read():
    assert run("load", "/no/such/file", by="nobody").error == "--by: there is no user nobody."


def test_what_can_not_be_published_is_named(file):
    load_base()
    path = file("contradictions: [{claims: [first, second], kind: contrary, reason: Not both.}]")

    done = run("load", path, "--publish")

    assert "contradiction first--second: first_claim: publish the claim first first." in done.error


def test_dump_writes_a_file_whole_or_not_at_all(tmp_path):
    load_base()

    done = run("dump", str(tmp_path / "all.yaml"))
    to_stdout = run("dump", "-")
    nowhere = run("dump", str(tmp_path / "none" / "all.yaml"))

    assert (done.out, done.error) == ("", None)
    assert (tmp_path / "all.yaml").read_text(encoding="utf-8") == to_stdout.out
    assert nowhere.error.endswith("No such file or directory.")
    assert [path.name for path in tmp_path.iterdir()] == ["all.yaml"]


def test_a_dump_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "all.yaml").write_text("old")

    def fail(**options):
        yield "half"
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("claims.management.commands.dump.dump", fail)
    with pytest.raises(RuntimeError):
        run("dump", str(tmp_path / "all.yaml"))

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("all.yaml", "old")]


def test_publish_publishes_what_is_named(editor):
    claim, other = factories.make_claim(slug="one"), factories.make_claim(slug="two")

    done = run("publish", "claim", "one", by="editor", reason="Checked")

    assert done.out == "1 records gone through, 2 published.\n"
    claim.refresh_from_db()
    other.refresh_from_db()
    assert (claim.public_state, other.public_state) == (PublicState.PUBLISHED, PublicState.NEVER)


def test_publish_all_publishes_what_is_not_clean(editor):
    factories.make_contradiction()
    factories.make_publisher()

    run("publish", "--all", by="editor")
    again = run("publish", "--all", by="editor")

    assert set(Claim.objects.values_list("work_state", flat=True)) == {WorkState.CLEAN}
    assert set(Publisher.objects.values_list("public_state", flat=True)) == {PublicState.PUBLISHED}
    assert again.out == "0 records gone through, 0 published.\n"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "Name records as TYPE SLUG pairs, or give --all."),
        (["claim", "one", "--all"], "Name records as TYPE SLUG pairs, or give --all."),
        (["claim"], "claim: records are named by two words, TYPE and SLUG."),
        (["clam", "one"], "clam is no type of record; did you mean claim?"),
        (["claim", "onne"], "There is no claim onne; did you mean one?"),
    ],
)
def test_publish_says_what_it_does_not_understand(editor, words, error):
    factories.make_claim(slug="one")

    assert run("publish", *words, by="editor").error == error
