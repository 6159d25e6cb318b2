"""What a record lacks before the world may read it: what it must have, and what it should. Pure; no ORM.

Works on plain values, named as in a record's own part, so that a form and the door judge alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claims.vocabulary import Basis, ClaimKind, Stance

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a record lacks. `field` is its name in the record's form, `statements-2-quote` for a part's."""

    field: str
    message: str
    must: bool


def missing(type: str, record: Values) -> list[Missing]:  # noqa: A002 - the ledger's word
    """What a record of that type lacks, what it must have first, otherwise in the order of its form.

    >>> [lack.field for lack in missing("publisher", {"homepage": ""})]
    ['homepage']
    """
    return sorted(_OF[type](record), key=lambda lack: not lack.must)


def _must(field: str, message: str) -> Missing:
    return Missing(field, message, must=True)


def _should(field: str, message: str) -> Missing:
    return Missing(field, message, must=False)


def _claim(claim: Values) -> Iterator[Missing]:
    if not claim["question"]:
        yield _should("question", "Give it a neutral question as its headline.")
    if not claim["about"]:
        yield _should("about_set", "Say which actors it is about.")
    if not claim["statements"]:
        yield _must("statements", "Add who asserts or denies it, in which source: the registry claims nothing itself.")
    for row, statement in enumerate(claim["statements"]):
        yield from _statement(f"statements-{row}", f"Statement {row + 1}", statement)
    yield from _figure(claim)
    stances = {statement["stance"] for statement in claim["statements"]}
    if stances == {Stance.ASSERTS} and not claim["response_searches"]:
        yield _should("response_searches", "No one denies it: note where a response was looked for.")


def _statement(field: str, name: str, statement: Values) -> Iterator[Missing]:
    for words in ("quote", "passage"):
        if not statement[words]:
            continue
        language = statement[f"{words}_language"] or ""
        if not language:
            yield _must(f"{field}-{words}_language", f"{name}: say in which language its {words} is.")
        elif language.split("-")[0] not in ("en", "und") and not statement[f"{words}_translation"]:
            yield _should(f"{field}-{words}_translation", f"{name}: give its {words} in English, too.")
    if not statement["quote"] and not statement["passage"]:
        yield _should(f"{field}-quote", f"{name}: give the words, the actor's own or the source's.")


def _figure(claim: Values) -> Iterator[Missing]:
    figure = claim["figure"]
    if figure is None:
        if claim["kind"] in (ClaimKind.CASUALTIES, ClaimKind.LOSSES):
            yield _should("figure", "Give the number that it asserts, if it asserts one.")
        return
    if figure["basis"] == Basis.UNSTATED:
        yield _should("figure-0-basis", "Say over what its figure counts, if the source does.")
    if not figure["as_of"]:
        yield _should("figure-0-as_of", "Say up to when its figure counts, if the source does.")


def _source(source: Values) -> Iterator[Missing]:
    if not source["url"] and not source["archive_url"]:
        yield _should("url", "Give an address at which it can be read.")
    if not source["published"]:
        yield _should("published", "Say when it was published, if it is known.")
    if source["language"] == "und":
        yield _should("language", "Say in which language it is.")


def _publisher(publisher: Values) -> Iterator[Missing]:
    if not publisher["homepage"]:
        yield _should("homepage", "Give its homepage, if it has one.")


def _actor(actor: Values) -> Iterator[Missing]:
    if actor["kind"] == "person" and not actor["role"]:
        yield _should("role", "Say in what role the person speaks.")


def _event(event: Values) -> Iterator[Missing]:
    if not event["occurred"]:
        yield _should("occurred", "Say when it is said to have happened, if a source dates it.")


def _contradiction(contradiction: Values) -> Iterator[Missing]:
    if not contradiction["element"]:
        yield _should("element", "Say in which element the two contradict each other.")


def _nothing(record: Values) -> Iterator[Missing]:
    yield from ()


_OF: Mapping[str, Callable[[Values], Iterator[Missing]]] = {
    "publisher": _publisher,
    "source": _source,
    "actor": _actor,
    "event": _event,
    "claim": _claim,
    "contradiction": _contradiction,
    "counter-accusation": _nothing,
}
