"""Signed notes (C2SP signed-note) with Ed25519, and the checkpoints of a log (C2SP tlog-checkpoint). Pure.

Keys are written as Go's sumdb/note does: `PRIVATE+KEY+<name>+<id>+<key>` signs, `<name>+<id>+<key>` verifies.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from claims.log.tree import HASH_BYTES

PRIVATE = "PRIVATE+KEY+"
_ED25519 = b"\x01"
_ID_BYTES = 4
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+=*)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NotAKey(ValueError):
    """What stands for a key is none."""


class NotANote(ValueError):
    """What stands for a signed note or a checkpoint is none, or none of those keys has signed it."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key, by which others check what it signed."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises NotAKey for what is no key, or one that was mistyped."""
        name, found = _parts(text)
        verifier = cls(name, found.encoded)
        if verifier.id != found.id:
            raise NotAKey(f"The key of {name} was mistyped: its id is not {found.id.hex()}.")
        return verifier

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    def has_signed(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the name under which it signs."""

    name: str
    seed: bytes

    @classmethod
    def made(cls, name: str) -> Self:
        """A new key. Raises NotAKey for a name that notes can't have."""
        if not _NAME.fullmatch(name):
            raise NotAKey("The name of a key has no blanks and no plus sign, as in registry.example.org/log.")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises NotAKey for what is no private key, or one that was mistyped."""
        if not text.startswith(PRIVATE):
            raise NotAKey(f"A key that signs begins with {PRIVATE}")
        name, found = _parts(text.removeprefix(PRIVATE))
        signer = cls(name, found.encoded)
        if signer.verifier.id != found.id:
            raise NotAKey(f"The key of {name} was mistyped: its id is not {found.id.hex()}.")
        return signer

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def secret(self) -> str:
        """The key as it is kept; to be shown to nobody."""
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{b64encode(_ED25519 + self.seed).decode()}"

    def line(self, text: str) -> str:
        signature = b64encode(self.verifier.id + self._key.sign(text.encode())).decode()
        return f"— {self.name} {signature}\n"

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    encoded: bytes


def _parts(text: str) -> tuple[str, _Key]:
    try:
        name, id_, encoded = text.split("+", 2)
        found, key = bytes.fromhex(id_), b64decode(encoded, validate=True)
    except (ValueError, NotBase64):
        raise NotAKey("A key is written <name>+<id>+<key>.") from None
    if not _NAME.fullmatch(name) or len(found) != _ID_BYTES or len(key) != 33 or key[:1] != _ED25519:
        raise NotAKey("A key is written <name>+<id>+<key>, and is one of Ed25519.")
    return name, _Key(found, key[1:])


def signed(text: str, signers: Sequence[Signer]) -> str:
    """The text, which ends in a line end, as a note signed by each key."""
    return f"{text}\n{''.join(signer.line(text) for signer in signers)}"


def opened(note: str, verifiers: Sequence[Verifier]) -> str:
    """The text of a note that at least one of these keys has signed. Raises NotANote if none has, or one wrongly."""
    text, separator, lines = note.rpartition("\n\n")
    text += "\n"
    if not separator or not lines.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise NotANote("It is no signed note.")
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    good = 0
    for line in lines.removesuffix("\n").split("\n"):
        found = _SIGNATURE.fullmatch(line)
        if found is None:
            raise NotANote("It is no signed note.")
        signature = b64decode(found[2] + "=" * (-len(found[2]) % 4))
        if verifier := known.get((found[1], signature[:_ID_BYTES])):
            if not verifier.has_signed(text, signature[_ID_BYTES:]):
                raise NotANote(f"The signature of {verifier.name} does not fit.")
            good += 1
    if not good:
        raise NotANote("None of the keys that are known has signed it.")
    return text


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one size."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises NotANote for what is no text of a checkpoint."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise NotANote("It is no checkpoint.")
        try:
            root = b64decode(lines[2], validate=True)
        except NotBase64:
            raise NotANote("It is no checkpoint.") from None
        if len(root) != HASH_BYTES:
            raise NotANote("It is no checkpoint.")
        return cls(lines[0], int(lines[1]), root)

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"
