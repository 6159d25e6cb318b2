"""How two wordings differ, once their small words and the forms of their words are set aside."""

from __future__ import annotations

from dataclasses import dataclass

from claims.rules.wording import Wording, alike


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
    left, right = sorted(a.frame - shared), sorted(b.frame - shared)
    forms = 0
    for word in list(left):
        form = next((other for other in right if alike(word, other, share=0.75)), None)
        if form is not None:
            left.remove(word)
            right.remove(form)
            forms += 1
    return Likeness(len(shared) + forms, frozenset(left), frozenset(right), a, b)
