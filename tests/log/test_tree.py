"""The tree against RFC 6962: the roots that Certificate Transparency's own tests give, and a plain reading of it."""

import random
from hashlib import sha256

import pytest

from claims.log.tree import EMPTY_ROOT, WIDTH, Edge, Tile, widths

pytestmark = pytest.mark.no_database

# The leaves and the roots of the first n of them, as in the tests of Certificate Transparency's first implementation.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


def grown(leaves: list[bytes]) -> tuple[Edge, list[Tile]]:
    edge, tiles = Edge(), []
    for leaf in leaves:
        tiles += edge.append(leaf)
    return edge, tiles


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert grown(LEAVES[:size])[0].root().hex() == ROOTS[size]


@pytest.mark.parametrize("size", [9, 255, 256, 257, 511, 512, 1_000])
def test_roots_are_those_of_a_plain_reading(size: int) -> None:
    leaves = [random.Random(number).randbytes(8) for number in range(size)]

    assert grown(leaves)[0].root() == plain_root(leaves)


def test_tiles_are_those_that_the_specification_counts() -> None:
    """Of 70,000 entries: 273 full tiles and one of 112, one full tile and one of 17, and one of a single hash."""
    edge, full = grown([b"%d" % number for number in range(70_000)])

    assert [sum(tile.level == level for tile in full) for level in range(3)] == [273, 1, 0]
    partial = [(tile.level, tile.index, len(tile.hashes)) for tile in edge.partial_tiles()]
    assert partial == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert widths(70_000) == [112, 17, 1]
    assert all(len(tile.hashes) == WIDTH for tile in full)


def test_tree_without_leaves_has_the_root_of_nothing() -> None:
    assert Edge().root() == EMPTY_ROOT
    assert widths(0) == []
