"""Lines, CSV and compressed streams, in blocks of whatever size."""

import csv
import io
import zlib
from collections.abc import Iterator

import pytest
import zstandard

from factreg.http import compressed
from factreg.streaming import BLOCK, csv_blocks, guarded, lines, signed_if_broken

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    "blocks", [[b"a\nbc\nd"], [b"a", b"\n", b"b", b"c\nd"], [b"a\nb", b"c\n", b"d\n"], [b"", b"a\nbc\nd", b""]]
)
def test_lines_do_not_depend_on_the_blocks(blocks: list[bytes]) -> None:
    assert list(lines(blocks)) == [b"a", b"bc", b"d"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "'=1"])
def test_cell_that_a_spreadsheet_might_run_is_guarded(cell: str) -> None:
    assert guarded(cell) == (cell if cell[0] == "'" else f"'{cell}")


@pytest.mark.parametrize("cell", ["", "a=1", "1-2", "ğ", "(=1)"])
def test_other_cells_are_left_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


def test_csv_comes_in_blocks_and_reads_back() -> None:
    rows = [[str(number), "x" * 1000, 'a "quoted", cell\nof two lines'] for number in range(200)]

    blocks = list(csv_blocks(rows, header=["a", "b", "c"], safe=True))

    assert all(len(block) < 2 * BLOCK for block in blocks)
    assert len(blocks) > 3
    read = list(csv.reader(io.StringIO(b"".join(blocks).decode(), newline="")))
    assert read == [["a", "b", "c"], *rows]


def breaking() -> Iterator[bytes]:
    yield b"one\n"
    raise RuntimeError("broken")


def test_stream_that_breaks_off_ends_in_its_sign() -> None:
    sent = []

    with pytest.raises(RuntimeError):
        sent.extend(signed_if_broken(breaking(), b"{"))

    assert list(signed_if_broken([b"whole"], b"{")) == [b"whole"]


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_sign_is_not_left_behind_in_the_compressor(encoding: str) -> None:
    sent = []

    def take() -> None:
        for block in compressed(signed_if_broken(breaking(), b"{"), encoding):
            sent.append(block)  # noqa: PERF402 - what came before the error is kept

    with pytest.raises(RuntimeError):
        take()

    decoder = zlib.decompressobj(wbits=31) if encoding == "gzip" else zstandard.ZstdDecompressor().decompressobj()
    assert decoder.decompress(b"".join(sent)) == b"one\n{"
