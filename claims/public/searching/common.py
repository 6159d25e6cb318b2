"""How much of the registry holds what is sought, as the database's own statistics estimate it.

They list the words and tokens that many versions hold; what is not among them is rare. They are asked once in a while.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connections

from claims.ledger.published import Version
from factreg.search_terms import Form, Sought, Term

_GOOD_FOR = 600  # seconds
_LEAST = 0.001  # of all versions, for a word or token to be remembered

_SHARES = """
SELECT tablename, word, share
FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common(word, share)
WHERE schemaname = current_schema() AND attname IN ('search', 'facets') AND share >= %s
"""


@dataclass(slots=True)
class _Remembered:
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    until: float = 0.0


_remembered = _Remembered()


def of_words(model: type[Version], sought: Sought, *, some: bool) -> float:
    """The share of versions that hold all wanted terms (`some`: any of them)."""
    shares = _shares(model)
    of_terms = [_of_term(term, shares) for term in sought.wanted]
    return max(of_terms) if some else min(of_terms)


def of_tokens(model: type[Version], tokens: Iterable[str]) -> float:
    """The share of versions that have any of the tokens, or somewhat less."""
    shares = _shares(model)
    return max((shares.get(token, 0.0) for token in tokens), default=0.0)


def _shares(model: type[Version]) -> Mapping[str, float]:
    if time.monotonic() > _remembered.until:
        _remembered.shares = _ask()
        _remembered.until = time.monotonic() + _GOOD_FOR
    return _remembered.shares.get(model._meta.db_table, {})


def _ask() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with connections["public"].cursor() as cursor:
        cursor.execute(_SHARES, [_LEAST])
        for table, word, of_word in cursor.fetchall():
            # Of an array's frequencies the last are bounds, without words.
            if word is not None:
                found.setdefault(table, {})[word] = of_word
    return found


def _of_term(term: Term, shares: Mapping[str, float]) -> float:
    return min(1.0, sum(_of_form(form, shares) for form in term.forms))


def _of_form(form: Form, shares: Mapping[str, float]) -> float:
    *others, last = form.words
    begun = sum(of for word, of in shares.items() if word.startswith(last)) if form.begun else shares.get(last, 0.0)
    return min([begun, *(shares.get(word, 0.0) for word in others)])
