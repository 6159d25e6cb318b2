"""Which of the records found comes first. Pure: words sought and words of a record in, a number out.

A record stands high for holding every term as it was typed, in its name rather than in what is told of it, and for
having little else in its name. Who speaks, who is accused and how a claim stands count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from factreg.search_terms import Form, Sought, Term
from factreg.spelling import words_of
from factreg.text import fold

IN_NAME, BY_NAME_OF_ANOTHER, IN_BODY = 1.0, 0.8, 0.45
_WHOLE_NAME, _COVERED, _AT_BEGINNING = 0.5, 0.25, 0.05
# Between records that fit equally well: who and what before where it was read.
_OF_TYPE = {"actor": 0.04, "event": 0.03, "claim": 0.02, "publisher": 0.01, "source": 0.0}


def score(sought: Sought, *, type_: str, names: Sequence[str], body: str, through: Iterable[Term] = ()) -> float:
    """How well a record fits. `body`: all its folded words; `through`: terms that name a record that it refers to."""
    terms = sought.wanted
    if not terms:
        return 0.0
    folded = [f" {' '.join(words_of(fold(name)))} " for name in names if name]
    body = f" {body} "
    elsewhere = set(through)
    held = sum(_weight(term, folded, body, elsewhere) for term in terms) / len(terms)
    best = max((_of_name(terms, name) for name in folded), default=0.0)
    return round(held + best + _OF_TYPE.get(type_, 0.0), 4)


def _weight(term: Term, names: Sequence[str], body: str, elsewhere: set[Term]) -> float:
    in_name = max((form.weight for form in term.forms if any(holds(name, form) for name in names)), default=0.0)
    in_body = max((form.weight for form in term.forms if holds(body, form)), default=0.0)
    through = BY_NAME_OF_ANOTHER if term in elsewhere else 0.0
    return max(IN_NAME * in_name, IN_BODY * in_body, through)


def holds(padded: str, form: Form) -> bool:
    """Whether text, folded to its words with a space around each, holds a form."""
    written = " " + " ".join(form.words)
    return (written if form.begun else f"{written} ") in padded


def _of_name(terms: Sequence[Term], name: str) -> float:
    """What a name earns for saying little else than what is sought."""
    words = name.split()
    covered = weight = 0.0
    for term in terms:
        if found := [form for form in term.forms if holds(name, form)]:
            surest = max(found, key=lambda form: form.weight)
            covered += len(surest.words)
            weight += surest.weight
    if not covered:
        return 0.0
    share = min(covered / len(words), 1.0) * weight / len(terms)
    first = any(name.startswith(" " + " ".join(form.words)) for term in terms for form in term.forms)
    return share * _COVERED + (_WHOLE_NAME * share if share > 0.8 else 0.0) + (_AT_BEGINNING if first else 0.0)
