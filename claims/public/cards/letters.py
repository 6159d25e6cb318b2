"""Text on a card: how wide it is, where its lines break, which size fits, which way it runs. Pure.

Widths are those of the fonts in claims/public/fonts, letter by letter; joined Arabic letters come out narrower, never
wider. Letters of other scripts are written in Latin ones, so that no name is a row of boxes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyascii import anyascii

FONTS = Path(__file__).resolve().parent.parent / "fonts"
REGULAR, BOLD = "Regular", "Bold"
LEADING = 1.25
# No text on a card is read further than this.
LONGEST = 700
OTHERS = "and others"

_LATIN = "Noto Sans"
# Which of the other fonts has the letters from one to another.
_FAMILIES = (
    (0x0530, 0x058F, "Noto Sans Armenian"),
    (0x0590, 0x05FF, "Noto Sans Hebrew"),
    (0x0600, 0x077F, "Noto Sans Arabic"),
    (0x10A0, 0x10FF, "Noto Sans Georgian"),
    (0x1C90, 0x1CBF, "Noto Sans Georgian"),
    (0xFB13, 0xFB17, "Noto Sans Armenian"),
)
_JOINERS = "\u200c\u200d"
_FROM_THE_RIGHT, _END = "\u2067", "\u2069"
_WIDTHS: Mapping[str, Mapping[int, int]] = {
    weight: {int(code, 16): width for code, width in widths.items()}
    for weight, widths in json.loads((FONTS / "widths.json").read_text()).items()
}


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size, which fit the room they were given."""

    lines: list[str]
    size: int

    @property
    def leading(self) -> int:
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        return len(self.lines) * self.leading


def drawable(text: str) -> str:
    """The text in letters that the fonts have, on one line."""
    known = _WIDTHS[REGULAR]
    text = unicodedata.normalize("NFC", " ".join(text[:LONGEST].split()))
    return "".join(letter if ord(letter) in known else anyascii(letter) for letter in text)


def width(text: str, size: int, weight: str) -> float:
    """In pixels, at most."""
    widths = _WIDTHS[weight]
    return sum(widths.get(ord(letter), 1000) for letter in text) * size / 1000


def direction(text: str) -> str:
    """`rtl` where the first letter with a direction runs from the right."""
    for letter in text:
        if (runs := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
            return "ltr" if runs == "L" else "rtl"
    return "ltr"


def runs(line: str, way: str) -> list[tuple[str, str]]:
    """The line as SVG has to be told it: pieces with their fonts, and the direction, which a paragraph has not there.

    >>> runs("Su-25 Սու", "ltr")
    [('Noto Sans', 'Su-25 '), ('Noto Sans Armenian', 'Սու')]
    """
    found: list[tuple[str, str]] = []
    for letter in f"{_FROM_THE_RIGHT}{line}{_END}" if way == "rtl" else line:
        family = found[-1][0] if letter in _JOINERS and found else _family(letter)
        if found and found[-1][0] == family:
            found[-1] = (family, found[-1][1] + letter)
        else:
            found.append((family, letter))
    return found


def _family(letter: str) -> str:
    return next((family for first, last, family in _FAMILIES if first <= ord(letter) <= last), _LATIN)


def wrapped(text: str, room: int, size: int, weight: str) -> list[str]:
    """The text in lines that are not wider than the room; words that are, are broken."""
    lines: list[str] = []
    line = ""
    for word in _words(text, room, size, weight):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, weight) > room:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line else lines


def _words(text: str, room: int, size: int, weight: str) -> Iterable[str]:
    for word in text.split():
        part = ""
        for letter in word:
            if part and width(part + letter, size, weight) > room:
                yield part
                part = ""
            part += letter
        yield part


def fitted(texts: Sequence[str], *, room: int, height: int, sizes: Sequence[int], weight: str) -> Block:
    """Each text on lines of its own, in the largest size that lets all of them in and breaks no word.

    What does not fit in the smallest is left out where all can see it: whole names for `OTHERS`, a long text for `…`.
    """
    drawn = [drawable(text) for text in texts]
    words = [word for text in drawn for word in text.split()]
    for size in sizes:
        block = Block([line for text in drawn for line in wrapped(text, room, size, weight)], size)
        if block.height <= height and not any(width(word, size, weight) > room for word in words):
            return block
    size = sizes[-1]
    most = height // round(size * LEADING)
    return Block(_as_many_as_fit([wrapped(text, room, size, weight) for text in drawn], most), size)


def _as_many_as_fit(texts: Sequence[Sequence[str]], most: int) -> list[str]:
    """Of texts, each in lines, as many as there is room for."""
    lines: list[str] = []
    for number, text in enumerate(texts, start=1):
        free = most - len(lines) - (number < len(texts))
        if len(text) > free and lines:
            return [*lines, OTHERS]
        if len(text) > free:
            rest = [OTHERS] if number < len(texts) else []
            return [*text[: free - 1], f"{text[free - 1].rpartition(' ')[0] or text[free - 1][:-2]} …", *rest]
        lines += text
    return lines
