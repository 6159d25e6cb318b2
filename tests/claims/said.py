"""Statements in words, so that the tables of the rules' tests can be read by editors who do not code.

One statement a line, in the order of recording; its id is the number of the line:

    armenia asserts
    spokeswoman>ministry>armenia asserts said 2020-09-28
    turkey denies agent,means read 2020-09-30
    turkey withdraws undated

`a>b>c` is an actor and whom it speaks for, up to the party. `said` is when it was said, `read` the date of the source
(2020-09-29 unless told), `undated` that neither is known.
"""

from claims.rules import Rival, Said
from claims.vocabulary import Element, Stance
from factreg.edtf_dates import parse


def statements(text: str) -> list[Said]:
    lines = [line.strip() for line in text.replace(";", "\n").splitlines()]
    return [_statement(number, line.split()) for number, line in enumerate(filter(None, lines), 1)]


def rivals(text: str) -> list[Rival]:
    """Rival claims, each by who asserts it: "azerbaijan; oic+russia labels; -" (`-` is nobody)."""
    made = []
    for number, words in enumerate((part.split() for part in text.split(";") if part.strip()), 1):
        asserted_by = () if words[0] == "-" else tuple(words[0].split("+"))
        made.append(Rival(f"rival-{number}", asserted_by, characterisation=words[1:] == ["labels"]))
    return made


def _statement(number: int, words: list[str]) -> Said:
    chain, stance, *rest = words
    dates = {"said": "", "read": "2020-09-29"}
    elements: frozenset[Element] = frozenset()
    while rest:
        word = rest.pop(0)
        if word == "undated":
            dates = {"said": "", "read": ""}
        elif word in dates:
            dates[word] = rest.pop(0)
        else:
            elements = frozenset(Element(element) for element in word.split(","))
    said, published = (parse(date) if date else None for date in (dates["said"], dates["read"]))
    return Said(str(number), tuple(chain.split(">")), Stance(stance), elements, said, published, number)
