"""An answer to what a reader typed: read, spelled, looked for, and, where nothing holds all of it, what holds some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from claims.public.reading import Snapshot
from claims.public.searching.finding import Found, Hit, Watch, mixed, search
from claims.public.searching.spellings import in_all_spellings
from factreg.marking import Marker
from factreg.search_terms import Form, Sought, sought_in
from factreg.spelling import words_of
from factreg.text import fold


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, by type and mixed. `some`: no record holds all the terms, these hold some."""

    sought: Sought
    found: Mapping[str, Found] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()
    some: bool = False

    @property
    def ranked(self) -> int:
        return sum(found.ranked for found in self.found.values())

    @property
    def cut(self) -> bool:
        """Whether there is more of some type than was compared."""
        return any(found.cut for found in self.found.values())

    @property
    def slow(self) -> bool:
        """Whether there may be more that was not found in time."""
        return any(found.slow for found in self.found.values())

    def marker(self) -> Marker:
        """What marks the words in the hits: those sought, and the names of what hits refer to."""
        forms = [form for term in self.sought.wanted for form in term.forms]
        names = {name for hit in self.hits for name in hit.through}
        return Marker([*forms, *(Form(tuple(words)) for name in names if (words := words_of(fold(name))))])


def answer(text: str, at: Snapshot, *, some: bool = True) -> Answer:
    """What there is for the words. `some`: where no record holds all of them, those that hold some."""
    sought = in_all_spellings(sought_in(text, typing=True))
    if not sought.wanted:
        return Answer(sought)
    watch = Watch()
    found = search(sought, at, watch)
    hits = mixed(found)
    if hits or not some or len(sought.wanted) < 2:
        return Answer(sought, found, tuple(hits))
    found = search(sought, at, watch, some=True)
    return Answer(sought, found, tuple(mixed(found)), some=True)
