"""Ways to change what a registry has published, each such that something is told otherwise than it was signed.

Those of the change feed are in feed_tampering.py, those of the database in ledger_tampering.py.
"""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from random import Random

from claims.ledger.canonical import canonical
from claims.log.files import LogFiles, tile_path
from claims.log.notes import Checkpoint, Signer, opened, signed
from claims.log.tree import WIDTH, Edge, widths
from tests.log.feed_tampering import FEED, Tampering, changed_document, lines_of, write_lines
from tests.log.logs import KEYS, SIGNER
from tests.log.verifying import Published

OTHER_SIGNER = Signer(SIGNER.name, bytes(range(7, 39)))


# Tiles


def files_of_the_tree(log: Path) -> list[Path]:
    """Every file that the published checkpoint needs."""
    size = Checkpoint.read(opened(LogFiles(log).checkpoint() or "", KEYS.verifiers)).size
    paths = []
    for level, width in enumerate(widths(size)):
        full = size // WIDTH ** (level + 1)
        tiles = [(index, WIDTH) for index in range(full)] + ([(full, width)] if width else [])
        paths += [tile_path(level, *tile) for tile in tiles]
        if level == 0:
            paths += [tile_path("entries", *tile) for tile in tiles]
    return [log / path for path in paths]


def tile_is(how: str) -> Tampering:
    def tamper(random: Random, published: Published) -> str | None:
        paths = files_of_the_tree(published.log)
        path = random.choice(paths)
        data = path.read_bytes()
        at = random.randrange(len(data))
        if how == "another's":
            others = [other for other in paths if other.read_bytes() != data]
            path.write_bytes(random.choice(others).read_bytes())
        elif how == "missing":
            path.unlink()
        else:
            path.write_bytes(
                {
                    "flipped": data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :],
                    "cut": data[:at],
                    "longer": data + random.randbytes(random.choice([1, 32, 34])),
                    "without": data[:at] + data[at + random.choice([1, 32]) :],
                }[how]
            )
        return f"{path.relative_to(published.log)} {how}"

    return tamper


TILES: Mapping[str, Tampering] = {
    f"tile: {how}": tile_is(how) for how in ("flipped", "cut", "longer", "without", "missing", "another's")
}


# Checkpoint


def _note(published: Published) -> tuple[str, Checkpoint]:
    note = (published.log / "checkpoint").read_text()
    return note, Checkpoint.read(opened(note, KEYS.verifiers))


def checkpoint_says_another(how: str) -> Tampering:
    def tamper(random: Random, published: Published) -> str | None:
        note, was = _note(published)
        text, signature = note.split("\n\n")
        root = bytearray(was.root)
        root[random.randrange(32)] ^= 1 << random.randrange(8)
        encoded = signature.removesuffix("\n").rpartition(" ")[2]
        broken = bytearray(b64decode(encoded))
        broken[random.randrange(4, len(broken))] ^= 1 << random.randrange(8)
        is_now = {
            "size": was.text().replace(f"\n{was.size}\n", f"\n{was.size + random.choice([-2, -1, 1, 5])}\n"),
            "root": Checkpoint(was.origin, was.size, bytes(root)).text(),
            "origin": was.text().replace(was.origin, "other.example.org/log"),
            "more": f"{was.text()}more\n",
        }
        new = {
            "signature": note.replace(encoded, b64encode(broken).decode()),
            "unsigned": f"{text}\n",
            "signed by another": signed(was.text(), [OTHER_SIGNER]),
            "cut": note[: random.randrange(len(note) - 2)],
            "letter": _with_another_letter(random, note),
        }.get(how) or f"{is_now[how]}\n{signature}"
        (published.log / "checkpoint").write_text(new)
        return f"checkpoint: {how}"

    return tamper


def _with_another_letter(random: Random, note: str) -> str:
    at = random.randrange(len(note))
    return note[:at] + ("x" if note[at] != "x" else "y") + note[at + 1 :]


CHECKPOINT: Mapping[str, Tampering] = {
    f"checkpoint: {how}": checkpoint_says_another(how)
    for how in ("size", "root", "origin", "more", "signature", "unsigned", "signed by another", "cut", "letter")
}


# What is signed by the right key, and is not what was signed before


def rewritten(how: str) -> Tampering:
    """Whoever has the key signs another history: found by those who kept a checkpoint."""

    def tamper(random: Random, published: Published) -> str | None:
        _, was = _note(published)
        entries = [
            entry for path in sorted((published.log / "tile/entries").glob("*")) for entry in _entries_at(path, was)
        ]
        at = random.randrange(len(entries))
        if how == "shorter":
            entries = entries[: at + 1] if at + 1 < len(entries) else entries[:-1]
        else:
            leaf = json.loads(entries[at])
            leaf["version"] += 1
            entries[at] = canonical(leaf).encode()
        log = LogFiles(published.log)
        edge, bundle = Edge(), list[bytes]()
        for entry in entries:
            bundle.append(entry)
            for tile in edge.append(entry):
                log.put_tile(tile)
                if tile.level == 0:
                    log.put_entries(tile.index, bundle)
                    bundle.clear()
        for tile in edge.partial_tiles():
            log.put_tile(tile)
            if tile.level == 0:
                log.put_entries(tile.index, bundle)
        note = signed(Checkpoint(was.origin, edge.size, edge.root()).text(), [SIGNER])
        (published.log / "checkpoint").write_text(note)
        return f"log rewritten from entry {at + 1}: {how}"

    return tamper


def _entries_at(path: Path, was: Checkpoint) -> list[bytes]:
    files, index = LogFiles(path.parents[2]), int(path.name.removesuffix(".p"))
    width = min(WIDTH, was.size - index * WIDTH)
    return files.entries(index, width) if width > 0 else []


REWRITTEN: Mapping[str, Tampering] = {f"rewritten: {how}": rewritten(how) for how in ("entry", "shorter")}


# Bulk files


def a_file_is(how: str) -> Tampering:
    def tamper(random: Random, published: Published) -> str | None:
        path = random.choice(sorted(path for path in published.bulk.iterdir() if path.name != "index.json"))
        data = path.read_bytes()
        if not data:
            return None
        at = random.randrange(len(data))
        path.write_bytes(
            {
                "flipped": data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :],
                "cut": data[:at],
                "longer": data + b"\n",
            }[how]
        )
        return f"{path.name} {how}"

    return tamper


def _resigned(published: Published, position: int | None = None) -> None:
    """Signed again, by whoever has the key."""
    text = opened((published.bulk / "checksums.txt").read_text(), KEYS.verifiers)
    head, was, *lines = text.splitlines()
    names = [line.partition("  ")[2] for line in lines]
    made = [f"{sha256((published.bulk / name).read_bytes()).hexdigest()}  {name}" for name in names]
    text = "".join(f"{line}\n" for line in (head, str(position or was), *made))
    (published.bulk / "checksums.txt").write_text(signed(text, [SIGNER]))


def _rows(published: Published) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((published.bulk / "proofs.csv").read_text(), newline="")))


def _put_rows(published: Published, rows: list[dict[str, str]]) -> None:
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    (published.bulk / "proofs.csv").write_bytes("".join(f"{line}\r\n" for line in lines).encode())


def forged(how: str) -> Tampering:
    """Files that fit each other, signed by the right key, and yet not what is in the log."""

    def tamper(random: Random, published: Published) -> str | None:
        rows = _rows(published)
        claims = [row for row in rows if row["type"] == "claim"]
        row = random.choice(claims)
        path = published.bulk / "claims.jsonl"
        lines = lines_of(path)
        at = claims.index(row)
        position = None
        if how == "document":
            lines[at] = canonical(changed_document(random, json.loads(lines[at]))).encode()
        elif how == "document and proof":
            lines[at] = canonical({**json.loads(lines[at]), "note": "Another."}).encode()
            nonce = random.randbytes(32)
            row |= {"nonce": nonce.hex(), "commitment": sha256(nonce + lines[at]).hexdigest()}
        elif how == "left out":
            del lines[at]
            rows.remove(row)
        elif how == "left out of the documents":
            del lines[at]
        elif how == "twice":
            lines.insert(at, lines[at])
        elif how == "proof":
            name = random.choice(["seq", "key", "version", "commitment", "nonce", "type", "id"])
            row[name] = row[name][:-1] + ("1" if row[name][-1] != "1" else "2")
        elif how == "position":
            position = int(opened((published.bulk / "checksums.txt").read_text(), KEYS.verifiers).split("\n")[1])
            position = max(int(one["seq"]) for one in rows) - 1
        write_lines(path, lines)
        _put_rows(published, rows)
        _resigned(published, position)
        return f"{how}: {row['id']}"

    return tamper


EXPORT: Mapping[str, Tampering] = {
    **{f"export: a file {how}": a_file_is(how) for how in ("flipped", "cut", "longer")},
    **{
        f"export: {how}": forged(how)
        for how in (
            "document",
            "document and proof",
            "left out",
            "left out of the documents",
            "twice",
            "proof",
            "position",
        )
    },
}


# Of each sort, what checks it, and whether it takes a checkpoint that was kept.
SORTS: Mapping[str, tuple[Mapping[str, Tampering], str]] = {
    "feed": (FEED, "feed"),
    "tiles": (TILES, "log"),
    "checkpoint": (CHECKPOINT, "log"),
    "rewritten": (REWRITTEN, "kept"),
    "export": (EXPORT, "bulk"),
}
