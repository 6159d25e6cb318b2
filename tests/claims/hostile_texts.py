"""Texts that a registry may hold and that files lose easily: every script, marks, emoji, what YAML takes for no text.

All of them are legal: `clean` leaves them as they are.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import cycle
from random import Random

from factreg.fields import PROSE_LENGTH
from factreg.text import clean

# Words that YAML, JSON, CSV or a careless reader take for another type, for structure, or for nothing at all.
LOOKALIKES = (
    *("no", "NO", "Yes", "on", "off", "y", "n", "true", "False", "null", "Null", "NULL", "~", "NaN", ".inf", "None"),
    *("1e3", "0x1F", "0o17", "017", "1_000", "12:30:45", "-1", "+1", ".5", "1.", "2020-01-01", "2020-01-01T00:00:00Z"),
    *("-", "- item", "? key", ": value", "key: value", "# comment", "text # comment", "#", "'", '"', "''", '""', "\\"),
    *("!tag", "&anchor", "*alias", "|", "|-", ">", ">-", "%TAG", "@at", "`tick`", "{}", "[]", "{a: b}", "[a, b]", ","),
    *("---", "...", "--- text", "<<", "=", "=1+1", "\\n", "\\u0041", "\\x41", "%0A", "&amp;", "<b>", "${x}", "{{ x }}"),
    *(
        "a:b",
        "a :b",
        "a: b",
        "a #b",
        "a\u00a0b",
        "a\u200bb",
        "a\ufeffb",
        "a\u00adb",
        "trailing:",
        "trailing \\",
        "it's",
    ),
)
_MARKED = (
    "e\u0323\u0302\u0301 q\u0307\u0323",  # marks that compose, and marks that can't
    "שָׁלוֹם \u200fABC\u200e 123",  # Hebrew with points, and the marks of direction that text may have
    "العَرَبِيَّة ١٢٣ \u061cABC",
    "नमस्\u200dते क्\u200cष",  # joiners that change what is read
    "👩🏽\u200d🚀 🏳\ufe0f\u200d🌈 🇦🇲🇦🇿 1\ufe0f\u20e3",
    "\u1e9b\u0323 Å \u212b \ufb01 ½ ﷺ",
    "Z" + "\u0335\u0321\u0489" * 8 + "algo",
    "\U0001d518\U0001d52b\U0001d526 \U00020000\U0002a6d6 \U000e0001 \uf8ff \U0010fffd",
)
_ODD_LINES = (
    "first\nsecond",
    "first\n\nthird, after a line without anything",
    "first\n  indented by two\n\tindented by a tab",
    "first \nspace at the end of the line before",
    "first\n   \nspaces alone between",
    "first\n- a list?\n- of two",
    "first\nkey: value\n# comment",
    "- first\n...\n---\nlast",
    "|-\n  first",
    "first\n\n\n\nlast",
    "a\tb",
    "first\r\nsecond\rthird",
    "first\u2028second\u2029third",
)


@cache
def scripts() -> dict[str, str]:
    """Letters of every script that Unicode names, as Python knows it: by the first words of their names."""
    found: dict[str, list[str]] = {}
    for code in (*range(0x41, 0x3400), *range(0x4E00, 0x4E40), *range(0xA000, 0x18E00), *range(0x1B000, 0x1F000)):
        character = chr(code)
        if (
            unicodedata.category(character) in ("Lu", "Ll", "Lo")
            and unicodedata.normalize("NFC", character) == character
        ):
            letters = found.setdefault(unicodedata.name(character, "?").split()[0], [])
            if len(letters) < 40:
                letters.append(character)
    return {name: "".join(letters) for name, letters in found.items() if len(letters) > 3}


class Texts:
    """Texts one after the other, the same for the same seed; every script and oddity comes round."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._scripts = cycle(scripts().values())
        self._odd = cycle((*LOOKALIKES, *_MARKED))
        self._lines = cycle(_ODD_LINES)

    def line(self, most: int) -> str:
        """Up to `most` characters on one line."""
        text = self.random.choice((self._words, self._words, lambda: next(self._odd), self._mixed))()
        if self.random.random() < 0.03:
            text = self._words() * most
        return clean(clean(text)[:most]) or "x"

    def prose(self) -> str:
        """Text of several lines; now and then as long as any."""
        kinds = (lambda: next(self._lines), lambda: f"{self._words()}\n{next(self._odd)}", self._mixed, self._words)
        text = self.random.choice(kinds)()
        if self.random.random() < 0.002:
            text = f"{self._words()} {self._words()}\n" * PROSE_LENGTH
        return clean(clean(text, multiline=True)[:PROSE_LENGTH], multiline=True) or "x"

    def _words(self) -> str:
        letters = next(self._scripts)
        words = ("".join(self.random.choices(letters, k=self.random.randrange(1, 9))) for _ in range(4))
        return " ".join(words)

    def _mixed(self) -> str:
        return f"{self._words()} {next(self._odd)} {self._words()}"
