"""Signed notes and checkpoints, against what Go's sumdb/note and the C2SP specifications give."""

import pytest

from claims.log.notes import Checkpoint, NotAKey, NotANote, Signer, Verifier, opened, signed
from tests.log.logs import NEXT_SIGNER, SIGNER

pytestmark = pytest.mark.no_database

# The example of Go's package golang.org/x/mod/sumdb/note.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
GO_NOTE = f"{GO_TEXT}\n— PeterNeumann {GO_SIGNATURE}\n"
TEXT = Checkpoint("registry.example.org/log", 3, bytes(32)).text()


def test_notes_are_those_of_go() -> None:
    assert signed(GO_TEXT, [Signer.read(GO_SIGNER)]) == GO_NOTE
    assert str(Signer.read(GO_SIGNER).verifier) == GO_VERIFIER
    assert opened(GO_NOTE, [Verifier.read(GO_VERIFIER)]) == GO_TEXT


def test_key_is_read_as_it_was_written_and_never_shown() -> None:
    assert Signer.read(SIGNER.secret()) == SIGNER
    assert Verifier.read(str(SIGNER.verifier)) == SIGNER.verifier
    assert SIGNER.seed.hex() not in repr(SIGNER)


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AQ==", GO_VERIFIER.replace("c7", "c8"), GO_VERIFIER.replace("ARpc", "ASpc"), GO_SIGNER],
)
def test_mistyped_key_is_none(text: str) -> None:
    with pytest.raises(NotAKey):
        Verifier.read(text)


def test_note_is_opened_by_any_of_its_keys() -> None:
    note = signed(TEXT, [SIGNER, NEXT_SIGNER])

    for signer in (SIGNER, NEXT_SIGNER):
        assert opened(note, [signer.verifier]) == TEXT


@pytest.mark.parametrize(
    "changed",
    [
        TEXT,
        signed(TEXT, [NEXT_SIGNER]),
        signed(TEXT, [SIGNER]).replace("\n3\n", "\n4\n"),
        signed(TEXT, [SIGNER]).replace("— ", "- "),
        signed(TEXT, [SIGNER])[:-1],
        signed(TEXT, [SIGNER, NEXT_SIGNER]).replace("\n3\n", "\n4\n"),
    ],
)
def test_note_that_was_changed_is_not_opened(changed: str) -> None:
    with pytest.raises(NotANote):
        opened(changed, [SIGNER.verifier])


@pytest.mark.parametrize(
    "text", ["", "a\n3\n", "a\n03\nAA==\n", "a\n-1\nAA==\n", f"{TEXT}more\n", TEXT.replace("A", "!")]
)
def test_other_texts_are_no_checkpoint(text: str) -> None:
    with pytest.raises(NotANote):
        Checkpoint.read(text)


def test_checkpoint_is_read_as_it_was_written() -> None:
    checkpoint = Checkpoint("example.com/behind-the-sofa", 20_852_163, bytes(range(32)))

    assert Checkpoint.read(checkpoint.text()) == checkpoint
