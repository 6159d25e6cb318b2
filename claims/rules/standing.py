"""The standing of a claim: what the published record shows of it. Not a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.rules.statements import Said, Stands, in_order, is_later, parties, replaces, standing_statements
from claims.vocabulary import Element, Stance, StandingValue

Parties = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """A claim that a public contradiction joins to the one judged.

    ``asserted_by``: the parties with a standing assertion of the whole rival claim. ``characterisation``: either of the
    two claims is one; such a rival changes no standing.
    """

    id: str
    asserted_by: Parties
    characterisation: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A standing and the parties that make it, each list in document order and never by name.

    ``elements``: which elements are denied, in the vocabulary's order; empty where a denial is of the whole claim or
    where none stands. In a dispute these are the elements denied by a party against another's assertion.
    """

    standing: StandingValue
    elements: tuple[Element, ...] = ()
    asserted_by: Parties = ()
    denied_by: Parties = ()
    declined_by: Parties = ()
    contradicted_by: Parties = ()
    differently_characterised_by: Parties = ()
    inconsistent: Parties = ()
    accepted_by: Parties = ()
    withdrawn_by: Parties = ()
    withdrawn_elements: tuple[Element, ...] = ()
    formerly_asserted_by: Parties = ()

    @property
    def opposing(self) -> Parties:
        """The parties that deny what another party asserts."""
        return tuple(party for party in self.denied_by if any(other != party for other in self.asserted_by))

    @property
    def parties(self) -> Parties:
        """All parties that a label of this standing may name."""
        return tuple(
            dict.fromkeys(
                (
                    *self.asserted_by,
                    *self.denied_by,
                    *self.declined_by,
                    *self.contradicted_by,
                    *self.differently_characterised_by,
                    *self.accepted_by,
                    *self.withdrawn_by,
                    *self.formerly_asserted_by,
                )
            )
        )

    @property
    def only_through_contradiction(self) -> bool:
        """Disputed, and by nobody's denial: only by a rival claim."""
        return self.standing == StandingValue.DISPUTED and not self.opposing


@dataclass(frozen=True, slots=True)
class _Record:
    """The statements on a claim, sorted out."""

    ordered: list[Said]
    stands: dict[str, Stands]

    @property
    def assertions(self) -> list[Said]:
        return [said for said in self.ordered if said.asserts_whole and self.stands[said.id].whole]

    @property
    def ended_assertions(self) -> list[Said]:
        return [said for said in self.ordered if said.asserts_whole and not self.stands[said.id].whole]

    def standing_of(self, stance: Stance) -> list[Said]:
        return [said for said in self.ordered if said.stance == stance and self.stands[said.id].stands]


def judge(statements: Iterable[Said], rivals: Iterable[Rival] = ()) -> Judgement:
    """The standing of a claim, by its statements and by the claims that contradict it: the first row that holds.

    disputed, inconsistent, accepted, withdrawn, denied, asserted, unattributed; model.md has the table. A rival that
    nobody asserts, one that is merely denied, and one that is a characterisation change nothing.
    """
    ordered = in_order(statements)
    record = _Record(ordered, standing_statements(ordered))
    rivals = list(rivals)
    asserted_by = parties(record.assertions)
    denied_by = parties(record.standing_of(Stance.DENIES))
    contradicted_by = _asserters(rival for rival in rivals if not rival.characterisation)
    against = (*denied_by, *contradicted_by)
    withdrawn_by, withdrawn_elements = _withdrawals(record)
    accepted_by = _accepted_by(record)
    standing = _first_row(asserted_by, denied_by, contradicted_by, accepted_by, withdrawn_by)
    return Judgement(
        standing=standing,
        elements=_denied_elements(record, asserted_by if standing == StandingValue.DISPUTED else ()),
        asserted_by=asserted_by,
        denied_by=denied_by,
        declined_by=parties(record.standing_of(Stance.DECLINES)),
        contradicted_by=contradicted_by,
        differently_characterised_by=_asserters(rival for rival in rivals if rival.characterisation),
        inconsistent=tuple(party for party in asserted_by if party in against),
        accepted_by=accepted_by,
        withdrawn_by=withdrawn_by,
        withdrawn_elements=withdrawn_elements,
        formerly_asserted_by=parties(record.ended_assertions),
    )


def _first_row(
    asserted_by: Parties, denied_by: Parties, contradicted_by: Parties, accepted_by: Parties, withdrawn_by: Parties
) -> StandingValue:
    against = {*denied_by, *contradicted_by}
    if any(one != other for one in asserted_by for other in against):
        return StandingValue.DISPUTED
    if against.intersection(asserted_by):
        return StandingValue.INCONSISTENT
    if accepted_by and not denied_by:
        return StandingValue.ACCEPTED
    if withdrawn_by and not asserted_by:
        return StandingValue.WITHDRAWN
    if denied_by:
        return StandingValue.DENIED
    if asserted_by:
        return StandingValue.ASSERTED
    return StandingValue.UNATTRIBUTED


def _asserters(rivals: Iterable[Rival]) -> Parties:
    return tuple(dict.fromkeys(party for rival in rivals for party in rival.asserted_by))


def _accepted_by(record: _Record) -> Parties:
    """The parties that denied it and, no longer denying it, later asserted it."""
    ended_denials = [
        said for said in record.ordered if said.stance == Stance.DENIES and not record.stands[said.id].stands
    ]
    return parties(
        said
        for said in record.assertions
        if any(said.party == denial.party and is_later(said, denial) for denial in ended_denials)
    )


def _withdrawals(record: _Record) -> tuple[Parties, tuple[Element, ...]]:
    """Who withdrew, if everyone who had asserted the claim did; and which elements, if not all.

    What counts is each actor's last assertion: it is withdrawn if the first statement that took from it withdraws.
    """
    by_id = {said.id: said for said in record.ordered}
    last = {said.actor: said for said in record.ordered if said.asserts_whole}
    taken_back: frozenset[Element] = frozenset()
    for assertion in last.values():
        ended_by = by_id.get(record.stands[assertion.id].replaced_by or "")
        if ended_by is None or ended_by.stance != Stance.WITHDRAWS:
            return (), ()
        taken_back = taken_back.union(
            *(said.covers for said in record.ordered if said.stance == Stance.WITHDRAWS and replaces(said, assertion))
        )
    return parties(last.values()), _some(taken_back)


def _denied_elements(record: _Record, asserted_by: Parties) -> tuple[Element, ...]:
    """The elements that standing denials deny; with ``asserted_by``, only denials against another party's word."""
    denied: frozenset[Element] = frozenset()
    for denial in record.standing_of(Stance.DENIES):
        if asserted_by and all(party == denial.party for party in asserted_by):
            continue
        if record.stands[denial.id].whole:
            return ()
        denied |= record.stands[denial.id].elements
    return _some(denied)


def _some(elements: frozenset[Element]) -> tuple[Element, ...]:
    """The elements in the vocabulary's order; empty for all of them, which is the whole claim."""
    return () if elements == frozenset(Element) else tuple(element for element in Element if element in elements)
