"""A claim's card: its document in, SVG out, which is drawn with the fonts that the registry carries.

Pure. Every side has the same room, sizes and colours, whoever stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import resvg_py
from django.conf import settings
from django.template.loader import render_to_string

from claims.public.cards.letters import BOLD, FONTS, REGULAR, Block, direction, fitted, runs
from claims.public.pages.words import Document, date_words, elements_words, names
from claims.vocabulary import StandingValue

WIDTH, HEIGHT = 1200, 630
MARGIN, GAP, PADDING = 60, 28, 24
ROOM = WIDTH - 2 * MARGIN

QUESTION_TOP, QUESTION_HEIGHT = 104, 226
QUESTION_SIZES = (58, 52, 46, 40, 35, 30, 26)
BOTTOM = 552
MARK = 36
TITLE_SIZES = (26, 23, 20, 18, 16)
TITLE_HEIGHT = 40
NAME_SIZES = (60, 53, 46, 41, 36, 32, 28, 25, 22, 20)

_FILES = [str(path) for path in sorted(FONTS.glob("*.ttf"))]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text at its place, in pieces with their fonts. `x` is where it stands: its right end if `anchor` is."""

    runs: Sequence[tuple[str, str]]
    x: int
    y: int
    size: int
    weight: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says: its title, and the parties on it."""

    stance: str
    title: str
    parties: Sequence[str]


def claim_card(claim: Document) -> bytes:
    """The card of a claim as PNG."""
    as_of = date_words(claim["standing"]["as_of"])
    what = "A dispute" if claim["standing"]["value"] == StandingValue.DISPUTED else "A claim"
    note = f"{what}, as of {as_of}" if as_of else what
    return drawn(card(claim["question"] or claim["text"], sides_of(claim), note=note))


def site_card() -> bytes:
    """The card of pages that are of no single claim."""
    sides = [
        Side("asserts", "Who claims it", ["in which words, where and when"]),
        Side("denies", "Who denies it", ["in which words, where and when"]),
    ]
    return drawn(
        card("Who claims what, and who denies it", sides, note="An open registry of claims and counter-claims")
    )


def sides_of(claim: Document) -> list[Side]:
    """Who asserts and who denies it, always both; then whose claims contradict it, and who took theirs back."""
    standing = claim["standing"]
    denied = [party["id"] for party in standing["denied_by"]]
    rivals = [party for party in standing["contradicted_by"] if party["id"] not in denied]
    elements = elements_words(standing["elements"])
    limits = f" as to {elements}" if elements and denied else ""
    return [
        Side("asserts", "Claimed by", names(standing["asserted_by"]) or ["no one on record"]),
        Side("denies", f"Denied{limits} by", names(standing["denied_by"]) or ["no one on record"]),
        *([Side("contradicted", "Contradicted by", names(rivals))] if rivals else []),
        *([Side("withdraws", "Taken back by", names(standing["withdrawn_by"]))] if standing["withdrawn_by"] else []),
    ]


def card(heading: str, sides: Sequence[Side], *, note: str) -> str:
    """The card as SVG."""
    question = fitted([heading], room=ROOM, height=QUESTION_HEIGHT, sizes=QUESTION_SIZES, weight=BOLD)
    lines = _lines(question, x=MARGIN, y=QUESTION_TOP, room=ROOM, weight=700, way=direction(heading))
    top = QUESTION_TOP + question.height + GAP
    wide = (ROOM - GAP * (len(sides) - 1)) // len(sides)
    inside = wide - 2 * PADDING
    titles = _of_one_size([[side.title] for side in sides], inside - MARK, TITLE_HEIGHT, TITLE_SIZES, REGULAR)
    names_top = top + TITLE_HEIGHT + PADDING
    parties = _of_one_size([side.parties for side in sides], inside, BOTTOM - names_top, NAME_SIZES, BOLD)
    panels = []
    for number, (side, title, block) in enumerate(zip(sides, titles, parties, strict=True)):
        x = MARGIN + number * (wide + GAP)
        panels.append({"x": x, "stance": side.stance, "mark": x + PADDING + 10})
        lines += _lines(title, x=x + PADDING + MARK, y=top + PADDING // 2, room=0, weight=400, way="ltr")
        lines += _lines(block, x=x + PADDING, y=names_top, room=inside, weight=700)
    site = settings.SITE_URL.partition("//")[2]
    frame = {"width": WIDTH, "height": HEIGHT, "margin": MARGIN, "end": WIDTH - MARGIN}
    room = {"top": top, "tall": BOTTOM - top, "wide": wide}
    context = {**frame, **room, "lines": lines, "panels": panels, "note": note, "site": site}
    return render_to_string("public/card.svg", context)


def _of_one_size(
    sides: Sequence[Sequence[str]], room: int, height: int, sizes: Sequence[int], weight: str
) -> list[Block]:
    """The texts of every side, all in the size of the side that needs the smallest."""
    size = min(fitted(texts, room=room, height=height, sizes=sizes, weight=weight).size for texts in sides)
    return [fitted(texts, room=room, height=height, sizes=[size], weight=weight) for texts in sides]


def _lines(block: Block, *, x: int, y: int, room: int, weight: int, way: str = "") -> list[Line]:
    """The lines of a block, each from the side on which its writing begins, or all of them from one."""
    lines = []
    for number, text in enumerate(block.lines):
        way = way or direction(text)
        begin, anchor = (x + room, "end") if way == "rtl" else (x, "start")
        baseline = y + block.leading * number + block.size
        lines.append(Line(runs(text, way), begin, baseline, block.size, weight, anchor))
    return lines


def drawn(svg: str) -> bytes:
    """The picture as PNG. Fonts are the registry's own, so that it is the same on every machine."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=_FILES, skip_system_fonts=True))
