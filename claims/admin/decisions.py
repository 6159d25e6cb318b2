"""What an editor sees and fills in to decide a proposal: both claims alike, and a form for each decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from claims.admin.reading import in_reading_order, sides_of
from claims.models import Claim, ClaimAbout, Contradiction, CounterAccusation, Proposal, Statement
from claims.vocabulary import ContradictionKind, Element, ProposalType
from factreg.choices import DefinedChoices
from factreg.fields import LINE_LENGTH, PROSE_LENGTH
from factreg.records import SLUG_LENGTH, validate_slug
from factreg.text import validate_line, validate_text

_WIDE = {"class": "vLargeTextField", "rows": 3}


@dataclass
class Card:
    """One of the two claims, shown exactly as the other is."""

    claim: Claim
    sides: list[Any] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    about: list[ClaimAbout] = field(default_factory=list)


def cards_of(proposal: Proposal) -> list[Card]:
    """Both claims with who states what on them, in as many queries however many statements."""
    ids = [proposal.first_claim_id, proposal.second_claim_id]
    claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in=ids).select_related("event", "figure__side")}
    rows = Statement.objects.filter(claim__in=ids).select_related("actor", "source__publisher")
    statements = in_reading_order(rows)
    about = list(ClaimAbout.objects.filter(claim__in=ids).select_related("actor"))
    return [
        Card(
            claim=claims[pk],
            sides=sides_of(_of(statements, pk)),
            statements=list(_of(statements, pk)),
            about=list(_of(about, pk)),
        )
        for pk in ids
    ]


def _of(rows: Iterable[Any], claim: int) -> Iterable[Any]:
    return [row for row in rows if row.claim_id == claim]


def _choices(of: type[DefinedChoices], *, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((str(value), str(label)) for value, label in of.choices)]


class AcceptForm(forms.Form):
    """The record to be made, as proposed; every word of it can be changed first."""

    type = forms.ChoiceField(
        choices=ProposalType.choices,
        label="Record it as",
        help_text="A counter-accusation never changes a standing: both claims can be true.",
    )
    kind = forms.ChoiceField(
        choices=_choices(ContradictionKind, empty="none: a counter-accusation"),
        required=False,
        help_text="Contradictory: one of the two must be true. Contrary: both may be false.",
    )
    element = forms.ChoiceField(
        choices=_choices(Element, empty="none"), required=False, help_text="The element in which they conflict."
    )
    reason = forms.CharField(
        max_length=PROSE_LENGTH,
        validators=[validate_text],
        widget=forms.Textarea(attrs=_WIDE),
        help_text="Public. Say why, in words that both sides could read without objection.",
    )
    slug = forms.CharField(
        max_length=SLUG_LENGTH,
        required=False,
        validators=[validate_slug],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Made of the two claims' slugs where empty. Frozen at first publication.",
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        self.proposal = proposal
        initial = {name: getattr(proposal, name) for name in ("type", "kind", "element", "reason")}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> Any:
        given = super().clean() or self.cleaned_data
        if given.get("type") == ProposalType.CONTRADICTION and not given.get("kind") and "kind" not in self.errors:
            self.add_error("kind", "Choose one: a contradiction has a kind.")
        return given

    def record(self) -> Contradiction | CounterAccusation:
        """The record as it was worded. For a counter-accusation kind and element are left aside."""
        given = self.cleaned_data
        claims = (self.proposal.first_claim, self.proposal.second_claim)
        own = {"slug": given["slug"] or "--".join(claim.slug for claim in claims), "reason": given["reason"]}
        if given["type"] == ProposalType.CONTRADICTION:
            return Contradiction(kind=given["kind"], element=given["element"], **own)
        return CounterAccusation(**own)


class RejectForm(forms.Form):
    """Why the two are neither."""

    note = forms.CharField(
        label="Why they are neither",
        max_length=LINE_LENGTH,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Private. For example: different days; one counts both sides.",
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class LaterForm(RejectForm):
    """What is being waited for, if it is worth a word."""

    note = forms.CharField(
        label="What it waits for",
        required=False,
        max_length=LINE_LENGTH,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Private, and may stay empty.",
    )
