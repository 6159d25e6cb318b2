"""docs/examples/verify.py finds what was changed, and nothing where nothing was. A thousand of each: `make torture`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as django_settings
from django.test import Client

from claims.ledger.erasing import erase
from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.log import building
from claims.log.ledger import StoredLedger
from claims.models import Claim
from tests.factories import make_claim, make_statement
from tests.log.feed_tampering import lines_of
from tests.log.logs import KEYS, NEXT_SIGNER, SIGNER, ledger_of
from tests.log.tampering import SORTS
from tests.log.verifying import KEY, NOT_CHECKED, RIGHT, WRONG, Published, publish_all, verify
from tests.public.conftest import demo

TAMPERINGS = [(sort, name) for sort, (tamperings, _) in SORTS.items() for name in tamperings]

__all__ = ["demo"]


@pytest.fixture(scope="module")
def downloaded(demo: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo after takedowns and a merge, as it is published."""
    kept = django_settings.LOG_KEY
    with django_db_blocker.unblock():
        for slug in ("hidden", "back-again", "gone", "double", "destroyed", "destroyed-in-part"):
            publish(record=make_claim(slug=slug, statements=[{}]), by=None)
        merge(
            record=Claim.objects.get(slug="double"),
            into=Claim.objects.get(slug="su-25-downing"),
            by=None,
            reason="Recorded twice.",
        )
        withdraw(record=Claim.objects.get(slug="gone"), by=None, reason="A mistake.")
        quarantine(record=Claim.objects.get(slug="hidden"), by=None, reason="For now.")
        quarantine(record=Claim.objects.get(slug="back-again"), by=None)
        erase(
            record=Claim.objects.get(slug="destroyed"),
            by=None,
            reason="By order.",
            legal_basis="A law.",
            as_operator=True,
        )
        in_part = Claim.objects.get(slug="destroyed-in-part")
        make_statement(claim=in_part)
        publish(record=in_part, by=None)
        erase(record=in_part, by=None, reason="By order.", versions=[1], as_operator=True)
        restore(record=Claim.objects.get(slug="back-again"), by=None, reason="It harms nobody.")
        place = tmp_path_factory.mktemp("published")
        publish_all(place, django_settings)
    yield place
    django_settings.LOG_KEY = kept


@pytest.fixture
def published(downloaded: Path, tmp_path: Path) -> Published:
    """A copy of it, to be changed."""
    for name in ("log", "bulk"):
        shutil.copytree(downloaded / name, tmp_path / name)
    for name in ("feed.jsonl", "kept"):
        shutil.copy(downloaded / name, tmp_path / name)
    return Published(tmp_path)


def checked(published: Published, how: str) -> int:
    return published.check_kept() if how == "kept" else published.check(how)


@pytest.mark.parametrize("how", ["log", "feed", "bulk", "kept"])
def test_untouched_is_right(published: Published, how: str) -> None:
    assert checked(published, how) == RIGHT


@pytest.mark.parametrize(("sort", "name"), TAMPERINGS)
def test_tampering_is_found(published: Published, sort: str, name: str) -> None:
    tamperings, how = SORTS[sort]

    said = tamperings[name](Random(name), published)

    assert said
    assert checked(published, how) == WRONG, said


def test_document_that_came_back_is_not_withheld_because_it_once_was(published: Published) -> None:
    entries = [json.loads(line) for line in lines_of(published.feed)]
    told = [{**entry, "document": None, "nonce": None} if entry["action"] == "restored" else entry for entry in entries]
    published.feed.write_text("".join(f"{json.dumps(entry)}\n" for entry in told))

    assert told != entries
    assert published.check("feed") == WRONG


def test_feed_is_right_without_the_files_of_the_log(published: Published) -> None:
    note = str(published.log / "checkpoint")

    assert verify.main(["feed", str(published.feed), "--checkpoint", note, *KEY]) == RIGHT


def test_part_of_the_feed_is_right_as_a_part(published: Published) -> None:
    lines = lines_of(published.feed)
    published.feed.write_bytes(b"\n".join(lines[20:40]))

    assert published.check("feed") == WRONG
    assert published.check("feed", "--part") == RIGHT


def test_feed_in_pages_and_with_blanks_says_the_same(published: Published) -> None:
    entries = [json.loads(line) for line in lines_of(published.feed)]
    page = json.dumps({"results": entries, "head": len(entries), "next_after": len(entries)}, ensure_ascii=False)
    published.feed.write_text(f"{page}\n")
    assert published.check("feed") == RIGHT

    published.feed.write_text("".join(f"{json.dumps(dict(reversed(entry.items())))}\n" for entry in entries))
    assert published.check("feed") == RIGHT


def test_entries_after_the_checkpoint_can_not_be_told(published: Published) -> None:
    before = (published.log / "checkpoint").read_bytes()
    lines = lines_of(published.feed)
    building.publish(published.place / "shorter", KEYS, _Shorter(len(lines) - 3))

    code = verify.main(["feed", str(published.feed), "--log", str(published.place / "shorter"), *KEY])

    assert code == NOT_CHECKED
    assert (published.log / "checkpoint").read_bytes() == before


class _Shorter(StoredLedger):
    """The ledger as it was at a size."""

    def __init__(self, size: int) -> None:
        self.size = size

    def head(self) -> int:
        return self.size


def test_log_that_grew_is_consistent_with_what_was_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for size in (3, 255, 256, 300, 70_000 // 64):
        building.publish(tmp_path / "log", KEYS, ledger_of(size))
        note = (tmp_path / "log/checkpoint").read_bytes()
        trust = verify.trusted(verify.parser().parse_args(["log", "--log", str(tmp_path / "log"), *KEY]), None)
        verify.keep(kept, trust)
        assert kept.read_bytes() == note


def test_log_that_changed_is_not(tmp_path: Path) -> None:
    building.publish(tmp_path / "log", KEYS, ledger_of(300))
    other = ledger_of(400)
    other.entries = [b"{}", *other.entries[1:]]
    building.publish(tmp_path / "other", KEYS, other)
    trust = verify.trusted(verify.parser().parse_args(["log", "--log", str(tmp_path / "other"), *KEY]), None)

    with pytest.raises(verify.Wrong, match="not those of the checkpoint that was kept"):
        verify.keep(tmp_path / "log/checkpoint", trust)


def test_any_key_that_counts_is_enough(tmp_path: Path) -> None:
    building.publish(tmp_path, building.Keys([NEXT_SIGNER, SIGNER]), ledger_of(3))
    note = (tmp_path / "checkpoint").read_bytes()

    for keys in ([SIGNER], [NEXT_SIGNER], [SIGNER, NEXT_SIGNER]):
        read = [verify.Key.read(str(signer.verifier)) for signer in keys]
        assert verify.read_checkpoint(note, read).size == 3


def test_without_a_key_those_of_the_registry_count(published: Published) -> None:
    assert verify.main(["log", "--log", str(published.log)]) == RIGHT
    (published.log / "keys").unlink()
    assert verify.main(["log", "--log", str(published.log)]) == NOT_CHECKED


@pytest.mark.no_database
def test_signatures_are_those_of_the_library() -> None:
    """The script's own Ed25519 beside the one that signs, over right and broken signatures."""
    random = Random(6)
    for _ in range(8):
        key, message = Ed25519PrivateKey.from_private_bytes(random.randbytes(32)), random.randbytes(40)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert verify.ed25519_signed(public, message, signature)
        broken = bytearray(signature)
        broken[random.randrange(64)] ^= 1 << random.randrange(8)
        assert not verify.ed25519_signed(public, message, bytes(broken))
        assert not verify.ed25519_signed(public, message + b".", signature)
        # The same number beyond the group's order is another spelling of the signature, and refused.
        s = int.from_bytes(signature[32:], "little") + verify._L
        assert not verify.ed25519_signed(public, message, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("public", "message", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_signatures_are_those_of_the_standard(public: str, message: str, signature: str) -> None:
    """RFC 8032, section 7.1."""
    assert verify.ed25519_signed(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


def test_one_version_is_checked_by_its_address(published: Published, client: Client, monkeypatch: Any) -> None:
    """From the site itself, through Django's client instead of the network."""
    monkeypatch.setattr(verify, "Web", lambda place: _Site(client, place))
    monkeypatch.setattr(verify, "source_of", lambda place: verify.Directory(str(published.log)))
    address = "http://testserver/claims/su-25-downing/"

    assert verify.main(["record", address, *KEY]) == RIGHT
    assert verify.main(["record", f"{address}versions/1/", *KEY]) == RIGHT
    assert verify.main(["record", "http://testserver/tr/claims/su-25-downing/", *KEY]) == RIGHT
    assert verify.main(["feed", "http://testserver", *KEY]) == RIGHT
    assert verify.main(["record", "http://testserver/claims/hidden/", *KEY]) == NOT_CHECKED


class _Site:
    def __init__(self, client: Client, place: str) -> None:
        self._client = client
        self.place = place

    def get(self, path: str) -> bytes | None:
        answer = self._client.get(f"/{path}")
        return answer.content if answer.status_code == 200 else None
