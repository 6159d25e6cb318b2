"""Check that a factreg registry has not changed its record, with nothing of its own but what it has published.

    python3 verify.py log https://registry.example.org              # its whole log, entry by entry
    python3 verify.py feed https://registry.example.org             # its change feed, or: feed changes.jsonl --log ...
    python3 verify.py bulk DIRECTORY --log https://registry.example.org         # bulk files that were downloaded
    python3 verify.py record https://registry.example.org/claims/su-25-downing/     # one version of one record

Python 3.11 or newer and its standard library are all it needs. Each checks against the log's signed checkpoint:
`--key` says whose signature counts (without it, the keys that the registry itself names), `--checkpoint` takes one from
a file, and `--kept FILE` proves that the log only grew since the checkpoint in that file, which it then replaces by the
new one: keep it, and run this now and then. Where the files of the log were copied, `--log` may name their directory.

It ends with 0 if all is as it was signed, with 1 if something is not, with 2 if that could not be told.
"""

from __future__ import annotations

import argparse
import base64
import csv
import gzip
import hashlib
import http.client
import json
import re
import sys
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

WIDTH, HASH_BYTES = 256, 32
# What an entry's leaf holds, by its format.
_LEAF = ("format", "seq", "at", "action", "type", "key", "version", "commitment", "cause")
LEAF = {1: _LEAF, 2: (*_LEAF, "stub_commitment")}
# What the stub's commitment is of, and all that the change feed tells of an entry.
STUB = ("id", "legal_basis", "merged_into", "reason")
FIELDS = {*LEAF[2], *STUB, "document", "nonce", "stub_nonce"}
RECORD_LISTS = {
    "publishers": "publisher",
    "sources": "source",
    "actors": "actor",
    "events": "event",
    "claims": "claim",
    "contradictions": "contradiction",
    "counter-accusations": "counter-accusation",
}
PAGE = 1_000
PATIENCE = 60

sha256 = hashlib.sha256
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Wrong(Exception):
    """Something is not as it was signed."""


class Untold(Exception):
    """Whether it is, could not be told."""


# Ed25519, as RFC 8032 says it: a few signatures are checked, so plain is quick enough, and nothing need be installed.

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]


def _add(a: _Point, b: _Point) -> _Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: _Point) -> _Point:
    result: _Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _point(encoded: bytes) -> _Point | None:
    y, sign = int.from_bytes(encoded, "little") & (2**255 - 1), encoded[31] >> 7
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def ed25519_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's, of the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    left, right = _times(s, _BASE), _add(commitment, _times(h, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P)


# Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint)


class Key(NamedTuple):
    """What verifies a signature: `<name>+<id>+<key>`."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def read(cls, text: str) -> Key:
        try:
            name, id_, encoded = text.strip().split("+", 2)
            found = cls(name, bytes.fromhex(id_), exact_base64(encoded))
        except ValueError:
            raise Untold(f"This is no key: {text}") from None
        if found.public[:1] != b"\x01" or found.id != sha256(name.encode() + b"\n" + found.public).digest()[:4]:
            raise Untold(f"This key was mistyped, or is not one of Ed25519: {text}")
        return found


class Checkpoint(NamedTuple):
    """A state of a log that was signed."""

    origin: str
    size: int
    root: bytes


def exact_base64(text: str) -> bytes:
    """Refuses what says the same in other letters."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text:
        raise ValueError("not canonical")
    return found


def open_note(note: bytes, keys: Sequence[Key]) -> str:
    """The text of a note, if one of the keys has signed it, and none of them wrongly."""
    text, separator, lines = note.rpartition(b"\n\n")
    known = {(key.name, key.id): key for key in keys}
    good = 0
    if not separator or not lines.endswith(b"\n"):
        raise Wrong("What should be signed is no signed note.")
    for line in lines.removesuffix(b"\n").split(b"\n"):
        try:
            dash, name, encoded = line.decode().split(" ")
            signature = exact_base64(encoded)
        except ValueError:
            raise Wrong("A line of signature is none.") from None
        if dash != "—" or len(signature) < 5:
            raise Wrong("A line of signature is none.")
        if key := known.get((name, signature[:4])):
            if not ed25519_signed(key.public[1:], text + b"\n", signature[4:]):
                raise Wrong(f"The signature of {name} does not fit: this is not what was signed.")
            good += 1
    if not good:
        raise Wrong("It is signed by none of the keys that count.")
    return text.decode() + "\n"


def read_checkpoint(note: bytes, keys: Sequence[Key]) -> Checkpoint:
    text = open_note(note, keys)
    found = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n", text)
    if found is None or found[1] not in {key.name for key in keys}:
        raise Wrong("What is signed is no checkpoint of this log.")
    try:
        return Checkpoint(found[1], int(found[2]), exact_base64(found[3]))
    except ValueError:
        raise Wrong("What is signed is no checkpoint of this log.") from None


# The tree (RFC 6962)


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """Of a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [sha256(b"\x01" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def joined(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree from its complete subtrees, the largest first."""
    root = peaks[-1] if peaks else sha256().digest()
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def edge_root(levels: Sequence[Sequence[bytes]]) -> bytes:
    """The root of a tree from its partial tiles, the lowest first."""
    peaks = []
    for hashes in reversed(levels):
        at, power = 0, WIDTH // 2
        while power:
            if len(hashes) - at >= power:
                peaks.append(complete_root(hashes[at : at + power]))
                at += power
            power //= 2
    return joined(peaks)


class Growing:
    """A tree that grows leaf by leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, hashed: bytes) -> None:
        size, peaks = self.size, self._peaks
        while size & 1:
            hashed, size = sha256(b"\x01" + peaks.pop() + hashed).digest(), size >> 1
        peaks.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        return joined(self._peaks)


# Where things are read


class Directory:
    """Files that were copied."""

    def __init__(self, place: str) -> None:
        self.place = place

    def get(self, path: str) -> bytes | None:
        try:
            return (Path(self.place) / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


class Web:
    """A site, by one connection."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")
        parts = urllib.parse.urlsplit(self.place)
        made = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}[parts.scheme]
        self._connection = made(parts.netloc, timeout=PATIENCE)
        self._path = parts.path

    def get(self, path: str) -> bytes | None:
        """None where there is no such thing."""
        headers = {"User-Agent": "factreg-verify", "Accept-Encoding": "gzip, identity"}
        address = f"{self._path}/{path}"
        for attempt in (1, 2):
            try:
                self._connection.request("GET", address, headers=headers)
                answer = self._connection.getresponse()
                body = answer.read()
                break
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                if attempt == 2:
                    raise Untold(f"{self.place} does not answer: {error}") from None
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Untold(f"{self.place}/{path} answers {answer.status}.")
        return gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body


def source_of(place: str) -> Directory | Web:
    return Web(place) if place.startswith(("http://", "https://")) else Directory(place)


def index_path(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


class Log:
    """The files of a log, each checked against the root of a checkpoint before it is believed."""

    def __init__(self, source: Directory | Web, checkpoint: Checkpoint) -> None:
        self._source = source
        self.checkpoint = checkpoint
        self._last: dict[int, tuple[int, list[bytes]]] = {}
        self._edges: list[list[bytes]] = []
        size = checkpoint.size
        while size:
            level, (index, width) = len(self._edges), divmod(size, WIDTH)
            self._edges.append(self._hashes(level, index, width) if width else [])
            size = index
        if edge_root(self._edges) != checkpoint.root:
            raise Wrong("The tiles at the log's end have not the root that was signed.")

    def tile(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile."""
        if index == self.checkpoint.size // WIDTH ** (level + 1):
            return self._edges[level]
        known, hashes = self._last.get(level, (None, []))
        if known != index:
            hashes = self._hashes(level, index, WIDTH)
            if complete_root(hashes) != self.tile(level + 1, index // WIDTH)[index % WIDTH]:
                raise Wrong(f"Tile {level}/{index_path(index)} is not the one that was signed.")
            self._last[level] = (index, hashes)
        return hashes

    def bundle(self, index: int) -> list[bytes]:
        """The entries of a bundle."""
        hashes = self.tile(0, index)
        (data, width), at, entries = self._get("entries", index, len(hashes)), 0, []
        while at < len(data):
            begin = at + 2
            at = begin + int.from_bytes(data[at:begin], "big")
            entries.append(data[begin:at])
        if at != len(data) or len(entries) != width or [*map(leaf_hash, entries[: len(hashes)])] != hashes:
            raise Wrong(f"The entries {index_path(index)} are not those that were signed.")
        return entries[: len(hashes)]

    def bundles(self) -> Iterator[list[bytes]]:
        for index in range(-(-self.checkpoint.size // WIDTH)):
            yield self.bundle(index)

    def root_at(self, size: int) -> bytes:
        """The root that the log had when it was of that size."""
        levels = []
        while size:
            index, width = divmod(size, WIDTH)
            levels.append(self.tile(len(levels), index)[:width] if width else [])
            size = index
        return edge_root(levels)

    def _hashes(self, level: int, index: int, width: int) -> list[bytes]:
        data, found = self._get(level, index, width)
        if len(data) != found * HASH_BYTES:
            raise Wrong(f"Tile {level}/{index_path(index)} has not the length that it must have.")
        return [data[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES)]

    def _get(self, level: int | str, index: int, width: int) -> tuple[bytes, int]:
        """A tile as it lies there, and of how many; of a partial one that is gone, the full one."""
        full = f"tile/{level}/{index_path(index)}"
        data = self._source.get(f"{full}.p/{width}") if width < WIDTH else None
        if data is not None:
            return data, width
        if (data := self._source.get(full)) is None:
            raise Wrong(f"The log lacks {full}, which its checkpoint covers.")
        return data, WIDTH


# Entries of the ledger, as the change feed tells them

# Between these lies the document of an entry, whose bytes are taken as they are.
_BEFORE, _AFTER = b'"document":{', (b'},"format":', b'},"id":')


def once(pairs: list[tuple[str, Any]]) -> Json:
    """An object of JSON. Two readers of one that says something twice would not read the same."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Wrong("An object says something twice.")
    return found


_read_json = json.JSONDecoder(object_pairs_hook=once).decode


def read_json(text: bytes) -> Any:
    try:
        return _read_json(text.decode())
    except (ValueError, RecursionError):
        raise Wrong(f"This is no JSON: {text[:60]!r}") from None


def split(line: bytes) -> tuple[Json, bytes | None]:
    """An entry without its document, and the document's bytes.

    Quick where the document stands as it was entered, which its commitment will show; else it is written anew.
    """
    begin = line.find(_BEFORE) + len(_BEFORE) - 1
    end = max(line.rfind(mark) for mark in _AFTER) + 1
    if begin >= len(_BEFORE) - 1 < end:
        entry = read_json(line[:begin] + b"null" + line[end:])
        document = line[begin:end]
        try:
            if sha256(bytes.fromhex(entry["nonce"]) + document).hexdigest() == entry["commitment"]:
                return entry, document
        except (KeyError, TypeError, ValueError):
            pass
    return apart(read_json(line))


def apart(entry: Any) -> tuple[Json, bytes | None]:
    if not isinstance(entry, dict):
        raise Wrong("What should be an entry is none.")
    document = entry.get("document")
    return {**entry, "document": None}, None if document is None else canonical(document).encode()


class Entries:
    """Checks entries one after another. What they leave to be said is said at the end."""

    def __init__(self) -> None:
        self.checked = 0
        self.withheld: list[int] = []  # positions whose document is not told
        self.silent: list[tuple[int, str, str | None]] = []  # and whose stub is not: position, key, id
        self._ids: dict[str, str | None] = {}
        self._last_withheld: dict[str, int] = {}
        self._hidden: dict[str, int] = {}
        self._last_erased = 0

    def leaf(self, entry: Json, document: bytes | None) -> bytes:
        """The bytes that were signed, made from what is told. Raises Wrong where the entry contradicts itself."""
        try:
            names = LEAF[entry["format"]]
            if entry.keys() != FIELDS:
                raise Wrong(f"Entry {entry['seq']} says what nobody signed: {sorted(set(entry) ^ FIELDS)}.")
            if document is None:
                self._without(entry)
            elif sha256(bytes.fromhex(entry["nonce"]) + document).hexdigest() != entry["commitment"]:
                raise Wrong(f"The document of entry {entry['seq']} is not the one that was entered.")
            else:
                self._last_withheld.pop(entry["key"], None)
                self._hidden.pop(entry["key"], None)
            self._stub(entry, document)
        except (KeyError, TypeError, ValueError) as error:
            raise Wrong(f"An entry is not as entries are ({error!r}): {str(entry)[:200]}") from None
        self.checked += 1
        return canonical({name: entry[name] for name in names}).encode()

    def _without(self, entry: Json) -> None:
        """An entry that made no document, or whose document may not be told any more."""
        seq, key = entry["seq"], entry["key"]
        if entry["nonce"] is not None:
            raise Wrong(f"Entry {seq} has a nonce and no document.")
        if entry["commitment"] is not None:
            self.withheld.append(seq)
            self._last_withheld[key] = seq
            # Be it told or not: by such an entry the record was public, again if it had been hidden.
            self._hidden.pop(key, None)
        else:
            self._last_withheld.pop(key, None)
        if entry["action"] == "quarantined":
            self._hidden[key] = seq
        elif entry["action"] == "erased":
            self._last_erased = seq

    def _stub(self, entry: Json, document: bytes | None) -> None:
        """What is told beside the document: public id, reason, legal basis, the survivor of a merge."""
        seq, nonce = entry["seq"], entry["stub_nonce"]
        if nonce is not None:
            if entry["reason"] is entry["legal_basis"] is entry["merged_into"] is None:
                # As most are, and in a third of the time.
                stub = f'{{"id":{canonical(entry["id"])},"legal_basis":null,"merged_into":null,"reason":null}}'
            else:
                stub = canonical({name: entry[name] for name in STUB})
            if sha256(bytes.fromhex(nonce) + stub.encode()).hexdigest() != entry["stub_commitment"]:
                raise Wrong(f"Id, reason or survivor of entry {seq} are not those that were entered.")
            self._ids[entry["key"]] = entry["id"]
            return
        if document is not None and json.loads(document)["id"] != entry["id"]:
            raise Wrong(f"Entry {seq} is not of {entry['id']}.")
        if entry["format"] > 1:
            if entry["reason"] is not None or entry["legal_basis"] is not None:
                raise Wrong(f"Entry {seq} has a reason that can't be checked.")
            self.silent.append((seq, entry["key"], entry["id"]))
        elif entry["stub_commitment"] is not None:
            raise Wrong(f"Entry {seq} says what nobody signed.")

    def ended(self) -> None:
        """Words are withheld only because of a removal that still holds, a record's last only because of its own."""
        last = max([self._last_erased, *self._hidden.values()])
        for seq in (*self.withheld, *(seq for seq, _, _ in self.silent)):
            if seq > last:
                raise Wrong(f"Entry {seq} is not told whole, and nothing was taken down since.")
        for key, seq in self._last_withheld.items():
            if key not in self._hidden:
                raise Wrong(f"The document of entry {seq} is withheld, though the record was not taken down.")
        for seq, key, id_ in self.silent:
            if self._ids.get(key, id_) != id_:
                raise Wrong(f"Entry {seq} is not of {id_}.")


def check_feed(
    entries: Iterable[tuple[Json, bytes | None]], checkpoint: Checkpoint, log: Callable[[], Log], *, part: bool
) -> Entries:
    """All entries up to the checkpoint, from the first on; or, as a part, some that follow one another."""
    told, tree, last, leaves = Entries(), Growing(), None, None
    for entry, document in entries:
        hashed, seq = leaf_hash(told.leaf(entry, document)), entry["seq"]
        if last is None and seq != 1:
            if not part:
                raise Wrong(f"The feed begins with entry {seq}, not with the first.")
            leaves = log()
        elif last is not None and seq != last + 1:
            raise Wrong(f"Entry {seq} follows entry {last}.")
        last = seq
        if seq > checkpoint.size:
            raise Untold(
                f"Entry {seq} came after the checkpoint, which is of {checkpoint.size} entries: take a later one."
            )
        if leaves:
            index, at = divmod(seq - 1, WIDTH)
            if leaves.tile(0, index)[at] != hashed:
                raise Wrong(f"Entry {seq} is not the one that was signed.")
        else:
            tree.append(hashed)
    if leaves is None and tree.size != checkpoint.size:
        if not part:
            raise Wrong(f"The feed ends with entry {tree.size}, the checkpoint is of {checkpoint.size}.")
        root = log().root_at(tree.size)
    else:
        root = checkpoint.root
    if leaves is None and tree.root() != root:
        raise Wrong("The entries are not those that were signed: their root is another.")
    if not part:
        told.ended()
    return told


def lines_of(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for line in file:
            if line.strip():
                yield line.rstrip(b"\r\n")


def entries_of(paths: Sequence[Path]) -> Iterator[tuple[Json, bytes | None]]:
    """From files of entries, one a line, or of pages of the change feed, one a line."""
    for path in paths:
        for line in lines_of(path):
            if line.lstrip().startswith((b'{"results"', b'{ "results"')):
                yield from map(apart, read_json(line)["results"])
            else:
                yield split(line)


def entries_at(site: Web, upto: int) -> Iterator[tuple[Json, bytes | None]]:
    """From the site, those up to a position."""
    after = 0
    while after < upto:
        limit = min(PAGE, upto - after)
        page = read_json(site.get(f"api/v1/changes/?after={after}&limit={limit}") or b"")
        if not page["results"]:
            return
        yield from map(apart, page["results"])
        after = page["next_after"]


# Bulk files

PROOFS, CHECKSUMS = "proofs.csv", "checksums.txt"
PROOF = ("seq", "type", "id", "key", "version", "commitment", "nonce")
_CHECKSUM = re.compile(r"([0-9a-f]{64})  ([a-z0-9][a-z0-9.-]*)")


def check_bulk(directory: Path, log: Log, keys: Sequence[Key]) -> list[str]:
    """All files that are there; what was found, to be told."""
    position = check_sums(directory, keys)
    rows = read_proofs(directory / PROOFS)
    check_proofs(rows, log, position)
    said = [f"{len(rows)} proofs: those of all records that are public at position {position}, no more and no fewer"]
    for name, type_ in RECORD_LISTS.items():
        if (path := directory / f"{name}.jsonl").exists():
            said.append(f"{check_documents(path, [row for row in rows if row['type'] == type_])} documents of {name}")
    for path in sorted(directory.glob("changes-*.jsonl")):
        told = check_feed(entries_of([path]), log.checkpoint, lambda: log, part=True)
        said.append(f"{told.checked} entries of {path.name}")
    return said


def check_sums(directory: Path, keys: Sequence[Key]) -> int:
    """That each file is the one of which the digest was signed; the position of the ledger that they are of."""
    try:
        note = (directory / CHECKSUMS).read_bytes()
    except FileNotFoundError:
        raise Untold(f"{directory} has no {CHECKSUMS}, by which the files are checked.") from None
    head, position, *lines = open_note(note, keys).removesuffix("\n").split("\n")
    sums = {found[2]: found[1] for line in lines if (found := _CHECKSUM.fullmatch(line))}
    if head not in {f"{key.name}/exports" for key in keys} or not position.isdecimal() or len(sums) != len(lines):
        raise Wrong(f"{CHECKSUMS} is not a signed list of files.")
    for path in sorted(directory.iterdir()):
        if path.name not in (CHECKSUMS, "index.json"):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if sums.get(path.name) != digest:
                raise Wrong(f"{path.name} is not the file that was signed.")
    return int(position)


def read_proofs(path: Path) -> list[Json]:
    try:
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except FileNotFoundError:
        raise Untold(f"{path} is missing.") from None
    except (csv.Error, ValueError):
        raise Wrong(f"{path.name} is no table.") from None
    if any(set(row) != set(PROOF) or not row["seq"].isdecimal() for row in rows):
        raise Wrong(f"{path.name} has not the columns that it has to have.")
    return rows


def check_proofs(rows: Sequence[Json], log: Log, position: int) -> None:
    """That the proofs are those of every record that was public at the position, and of none besides."""
    by_seq = {int(row["seq"]): row for row in rows}
    if position > log.checkpoint.size:
        raise Untold(
            f"The files are of position {position}, the checkpoint of {log.checkpoint.size}: take a later one."
        )
    current: dict[str, tuple[int, int]] = {}  # of each record, by key: position, version
    seq = 0
    for entries in log.bundles():
        for text in entries:
            seq += 1
            if seq > position:
                break
            leaf = read_json(text)
            key, version = leaf["key"], leaf["version"]
            if leaf["commitment"]:
                current[key] = (seq, version)
            elif leaf["action"] != "erased" or current.get(key, (0, version))[1] == version:
                current.pop(key, None)
            # Else earlier versions were erased, and what was public stays.
            row = by_seq.get(seq)
            if row and any(row[name] != str(leaf[name]) for name in ("type", "key", "version", "commitment")):
                raise Wrong(f"The proof of entry {seq} is not of what was signed.")
    public = {seq for seq, _ in current.values()}
    if len(by_seq) != len(rows) or set(by_seq) != public:
        odd = sorted(set(by_seq) ^ public)[:3]
        raise Wrong(f"The proofs are not those of the records that are public: see entries {odd}.")


def check_documents(path: Path, rows: Sequence[Json]) -> int:
    """The documents of a type, in the order of their proofs, to the byte."""
    at = 0
    for line in lines_of(path):
        if at == len(rows):
            raise Wrong(f"{path.name} has more documents than there are proofs.")
        row = rows[at]
        document = read_json(line)
        if sha256(bytes.fromhex(row["nonce"]) + line).hexdigest() != row["commitment"]:
            raise Wrong(f"{path.name}: the document of {row['id']} is not the one that was entered.")
        if document["id"] != row["id"]:
            raise Wrong(f"{path.name}: the proof of {row['id']} names another record.")
        at += 1
    if at != len(rows):
        raise Wrong(f"{path.name} ends before {rows[at]['id']}.")
    return at


# What is asked for


class Trust(NamedTuple):
    """The log, the checkpoint, and whose signature counts."""

    source: Directory | Web | None
    keys: list[Key]
    note: bytes
    checkpoint: Checkpoint

    def log(self) -> Log:
        if self.source is None:
            raise Untold("That takes the files of the log: say with --log where they are.")
        return Log(self.source, self.checkpoint)


def trusted(told: argparse.Namespace, place: str | None) -> Trust:
    place = told.log or place
    if place and place.startswith("http") and not place.rstrip("/").endswith("/log"):
        place = f"{place.rstrip('/')}/log"
    source = source_of(place) if place else None
    if told.key:
        keys = [Key.read(text) for text in told.key]
    elif source:
        listed = (source.get("keys") or b"").decode().splitlines()
        keys = [Key.read(line) for line in listed if line and not line.startswith("#")]
        say("The keys are those that the registry names itself; --key takes one that you have from elsewhere.")
    else:
        keys = []
    if not keys:
        raise Untold("Whose signature counts? Say it with --key.")
    note = Path(told.checkpoint).read_bytes() if told.checkpoint else source.get("checkpoint") if source else None
    if note is None:
        raise Untold("There is no checkpoint: say with --log or --checkpoint where it is.")
    return Trust(source, keys, note, read_checkpoint(note, keys))


def keep(path: Path, trust: Trust) -> None:
    """That the log only grew since the checkpoint that was kept; the new one is kept instead."""
    if path.exists():
        kept = read_checkpoint(path.read_bytes(), trust.keys)
        if kept.origin != trust.checkpoint.origin or kept.size > trust.checkpoint.size:
            raise Wrong(
                f"The log had {kept.size} entries when the checkpoint was kept, and now {trust.checkpoint.size}."
            )
        if kept != trust.checkpoint and trust.log().root_at(kept.size) != kept.root:
            raise Wrong(f"The first {kept.size} entries are not those of the checkpoint that was kept.")
        say(f"The log only grew since it had {kept.size} entries.")
    path.write_bytes(trust.note)


def verify_log(told: argparse.Namespace) -> Trust:
    trust = trusted(told, told.site)
    seq = 0
    for entries in trust.log().bundles():
        for text in entries:
            seq += 1
            leaf = read_json(text)
            if leaf.get("seq") != seq or canonical(leaf).encode() != text or set(leaf) != set(LEAF[leaf["format"]]):
                raise Wrong(f"Entry {seq} of the log is not one of a ledger.")
    return trust


def verify_feed(told: argparse.Namespace) -> Trust:
    web = len(told.feed) == 1 and told.feed[0].startswith("http")
    trust = trusted(told, told.feed[0] if web else None)
    size = trust.checkpoint.size
    entries = entries_at(Web(told.feed[0]), size) if web else entries_of([Path(path) for path in told.feed])
    found = check_feed(entries, trust.checkpoint, trust.log, part=told.part)
    say(f"{found.checked} entries of the feed are those that were signed.")
    if found.withheld:
        first = ", ".join(map(str, found.withheld[:10]))
        say(f"Of {len(found.withheld)} the documents are withheld because of takedowns, first of entries {first}.")
    return trust


def verify_bulk(told: argparse.Namespace) -> Trust:
    trust = trusted(told, None)
    for line in check_bulk(Path(told.directory), trust.log(), trust.keys):
        say(f"{line}.")
    return trust


def version_at(site: Web, path: str, number: str | int | None) -> tuple[int, int]:
    """The number of a version, the last unless told, and the position of its entry."""
    query: str | None = "?page_size=200"
    while query:
        page = json.loads(site.get(f"{path}{query}") or b'{"results": [], "next": null}')
        for row in page["results"]:
            if number is None or str(row["number"]) == str(number):
                return row["number"], row["seq"]
        query = page["next"] and f"?{urllib.parse.urlsplit(page['next']).query}"
    raise Untold(f"{site.place} has no version {number or ''} at {path} that can be read.")


def verify_record(told: argparse.Namespace) -> Trust:
    found = re.fullmatch(r"(https?://.+?)/(?:[a-z]{2}/)?([a-z-]+)/([a-z0-9-]+)/?(?:versions/(\d+)/?)?", told.address)
    if found is None:
        raise Untold("The address of a record is like https://registry.example.org/claims/su-25-downing/.")
    site, path = Web(found[1]), f"api/v1/{found[2]}/{found[3]}/versions/"
    trust = trusted(told, found[1])
    number, seq = version_at(site, path, told.version or found[4])
    document = site.get(f"{path}{number}/")
    page = read_json(site.get(f"api/v1/changes/?after={seq - 1}&limit=1") or b"")
    entry, entered = apart(page["results"][0])
    if entered != document:
        raise Wrong(f"Entry {seq} of the feed has another document than version {number} at its address.")
    check_feed([(entry, entered)], trust.checkpoint, trust.log, part=True)
    say(f"Version {number} of {found[3]} is entry {seq} of {trust.checkpoint.origin}, entered {entry['at']}.")
    return trust


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--log", help="the log: an address, or the directory of a copy")
    common.add_argument("--key", action="append", help="whose signature counts, as <name>+<id>+<key>")
    common.add_argument("--checkpoint", help="a file with the signed checkpoint to check against")
    common.add_argument("--kept", help="a checkpoint kept from an earlier run: the log must only have grown")
    made = argparse.ArgumentParser(description="Check that a factreg registry has not changed its record.")
    ways = made.add_subparsers(required=True)
    log = ways.add_parser("log", parents=[common], help="the whole log, entry by entry")
    log.add_argument("site", nargs="?", help="the registry's address")
    log.set_defaults(verify=verify_log)
    feed = ways.add_parser("feed", parents=[common], help="the change feed")
    feed.add_argument("feed", nargs="+", help="the registry's address, or files of entries, one a line, in order")
    feed.add_argument("--part", action="store_true", help="the files need not reach from the first entry to the last")
    feed.set_defaults(verify=verify_feed)
    bulk = ways.add_parser("bulk", parents=[common], help="bulk files that were downloaded")
    bulk.add_argument("directory")
    bulk.set_defaults(verify=verify_bulk)
    record = ways.add_parser("record", parents=[common], help="one version of one record")
    record.add_argument("address", help="of its page, or of a version's")
    record.add_argument("--version", type=int, help="which one; the last unless told")
    record.set_defaults(verify=verify_record)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    told = parser().parse_args(arguments)
    try:
        trust = told.verify(told)
        if told.kept:
            keep(Path(told.kept), trust)
    except Wrong as error:
        say(f"WRONG: {error}")
        return 1
    except (Untold, OSError) as error:
        say(f"NOT CHECKED: {error}")
        return 2
    root = base64.b64encode(trust.checkpoint.root).decode()
    say(f"Right: {trust.checkpoint.origin}, {trust.checkpoint.size} entries, {root}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
