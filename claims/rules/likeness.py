"""How two wordings differ, once their small words and the forms of their words are set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.rules.wording import SHORTEST_NAME, Wording, alike


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two wordings share and what only one of them has; forms of one word count as shared."""

    shared: int
    only_one: frozenset[str]
    only_other: frozenset[str]
    a: Wording
    b: Wording

    @property
    def same_frame(self) -> bool:
        """Whether both say the same of whom- or whatever they name."""
        said = self.shared + len(self.a.places & self.b.places) + len(self.a.actors & self.b.actors)
        return not self.only_one and not self.only_other and self.shared > 0 and said > 1

    @property
    def share(self) -> float:
        """What is shared of all that is said, from 0 to 1 (Jaccard's index)."""
        total = self.shared + len(self.only_one) + len(self.only_other)
        return self.shared / total if total else 0.0

    @property
    def same_names(self) -> bool:
        return self.a.actors == self.b.actors

    @property
    def same_places(self) -> bool:
        return self.a.places == self.b.places

    @property
    def same_numbers(self) -> bool:
        return self.a.numbers == self.b.numbers

    @property
    def same_days(self) -> bool:
        return self.a.days == self.b.days

    @property
    def same_negation(self) -> bool:
        return self.a.negated == self.b.negated

    @property
    def plain(self) -> bool:
        """Whether neither is hedged, nor says something of some only."""
        return not (self.a.hedged or self.b.hedged or self.a.of_some or self.b.of_some)


def compare(a: Wording, b: Wording) -> Likeness:
    """Likeness of two wordings; the order of the two only names the sides."""
    shared = a.frame & b.frame
    left, right = a.frame - shared, b.frame - shared
    forms = list(_forms(left, right))
    if forms:
        left, right = left - {one for one, _ in forms}, right - {other for _, other in forms}
    return Likeness(len(shared) + len(forms), left, right, a, b)


def _forms(left: frozenset[str], right: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Words of the one with the words of the other that are forms of the same, each once."""
    by_start: dict[str, list[str]] = {}
    for word in sorted(right):
        by_start.setdefault(word[:SHORTEST_NAME], []).append(word)
    for word in sorted(left):
        others = by_start.get(word[:SHORTEST_NAME], [])
        form = next((other for other in others if alike(word, other, share=0.75)), None)
        if form is not None:
            others.remove(form)
            yield word, form
