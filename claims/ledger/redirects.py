"""Own parts after a merge: names of the merged record become the survivor's, its parts join the survivor's, and back.

Pure: own parts in, own parts out. What editors see of the same is in claims/moving.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from claims.ledger.own_parts import PLAIN, REFERENCES, Own

Address = tuple[str, str]  # type and slug
Survivors = Mapping[Address, str]

# What the parts of a claim name, by the list that they stand in: the field, and the type of record.
_IN_PARTS: Mapping[str, Mapping[str, str]] = {
    "about": {"actor": "actor"},
    "statements": {"actor": "actor", "source": "source", "primary_source": "source"},
    "response_searches": {"actor": "actor"},
    "assessments": {"organisation": "publisher"},
}
_NUMBERED = ("statements", "assessments")
_NAMED_ONCE = ("about", "aliases")


def redirected(type: str, slug: str, own: Own, survivors: Survivors) -> Own:  # noqa: A002 - the ledger's word
    """An own part that names survivors where it named merged records. The same object where it names none."""
    changed: Own = {}
    for field, of in REFERENCES[type].items():
        if (of, own[field]) in survivors:
            named = survivors[of, own[field]]
            changed[field] = None if (of, named) == (type, slug) else named
    if type == "claim":
        changed |= _claim_redirected(slug, own, survivors)
    if "claims" in own and any(("claim", one) in survivors for one in own["claims"]):
        changed["claims"] = [survivors.get(("claim", one), one) for one in own["claims"]]
    return {**own, **changed} if changed else own


def _claim_redirected(slug: str, own: Own, survivors: Survivors) -> Own:
    changed: Own = {}
    for parts, fields in _IN_PARTS.items():
        found = [_part_redirected(part, fields, survivors) for part in own[parts]]
        if found != own[parts]:
            changed[parts] = _once(found) if parts in _NAMED_ONCE else found
    if own["figure"] and ("actor", own["figure"]["side"]) in survivors:
        changed["figure"] = {**own["figure"], "side": survivors["actor", own["figure"]["side"]]}
    rests = list(dict.fromkeys(survivors.get(("claim", one), one) for one in own["rests_on"]))
    if rests != own["rests_on"]:
        changed["rests_on"] = [one for one in rests if one != slug]
    return changed


def _part_redirected(part: dict[str, Any], fields: Mapping[str, str], survivors: Survivors) -> dict[str, Any]:
    named = {field: survivors[of, part[field]] for field, of in fields.items() if (of, part[field]) in survivors}
    return {**part, **named} if named else part


def _once(parts: list[Any]) -> list[Any]:
    return [part for place, part in enumerate(parts) if part not in parts[:place]]


def joined(
    type: str,  # noqa: A002
    into: tuple[str, Own],
    record: tuple[str, Own],
    *,
    keep: Collection[str],
    numbers: Mapping[int, int],
) -> Own:
    """The survivor's own part with the merged record's parts in it, and its values in the fields to keep.

    `into`, `record`: slug and own part of each. `numbers`: the new n of each numbered part of the merged claim.
    """
    (slug, survivor), (gone, merged) = into, record
    survivors = {(type, gone): slug}
    merged = redirected(type, slug, merged, survivors)
    fields = (*PLAIN[type], *REFERENCES[type])
    own = {**survivor, **{name: merged[name] for name in keep if name in fields and name not in _NAMED_ONCE}}
    if type == "actor":
        own["aliases"] = _once([*survivor["aliases"], *merged["aliases"]])
    if type == "claim":
        own |= _parts_joined(slug, survivor, merged, keep, numbers)
    return redirected(type, slug, own, survivors)


def _parts_joined(slug: str, survivor: Own, merged: Own, keep: Collection[str], numbers: Mapping[int, int]) -> Own:
    return {
        "about": _once([*survivor["about"], *merged["about"]]),
        "rests_on": [one for one in _once([*survivor["rests_on"], *merged["rests_on"]]) if one != slug],
        "response_searches": [*survivor["response_searches"], *merged["response_searches"]],
        "figure": (merged["figure"] or survivor["figure"])
        if "figure" in keep
        else (survivor["figure"] or merged["figure"]),
        **{
            parts: [*survivor[parts], *({**part, "number": numbers[part["number"]]} for part in merged[parts])]
            for parts in _NUMBERED
        },
    }


def taken_back(now: Own, *, before: Own, after: Own) -> Own:
    """An own part less what a merge had changed in it, with all that has changed since.

    `before` and `after` are that own part around the merge. What is neither as before nor as after was changed since
    and stays.
    """
    return {name: _value_back(name, value, before[name], after[name]) for name, value in now.items()}


def _value_back(name: str, now: Any, before: Any, after: Any) -> Any:
    if before == after:
        return now
    if now == after:
        return before
    if name in _NUMBERED:
        return _numbered_back(now, before, after)
    if isinstance(now, list):
        kept = [one for one in now if one in before or one not in after]
        return [*kept, *(one for one in before if one not in after)]
    return now


def _numbered_back(now: list[Own], before: list[Own], after: list[Own]) -> list[Own]:
    then, there = ({part["number"]: part for part in parts} for parts in (before, after))
    back = []
    for part in now:
        number = part["number"]
        if number in then:
            back.append(taken_back(part, before=then[number], after=there[number]))
        elif number not in there:
            back.append(part)
    return back
