"""What two people can do with one claim at once: each deed is begun, and then done; and whether it stands.

Forms go through HTTP, as browsers send them; a load is called as its command calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from claims.ledger.publish import publish
from claims.models import Claim, Denial, Event, Statement
from factreg.records import PublicState
from tests.admin.forms import Desk, Page, admin_url, list_url
from tests.claims.registry_files import load_text
from tests.factories import make_actor, make_claim, make_event, make_source

# Does it, and tells whether it is done. Called again, it looks at what is stored now, as a person would, and does it.
Doing = Callable[[], bool]

EDITS = ("edit text", "edit statement", "add denial", "bulk edit", "import")
DEEDS = (*EDITS, "publish", "withdraw", "merge")


@dataclass
class _Form:
    page: Page
    button: str = "_save"
    sent: Page | None = None

    def __call__(self) -> bool:
        page = self.page
        if self.sent is not None and self.sent.values:
            page = self.sent
            if self.button == "confirmed":
                page.type(reason=self.page.values["reason"])
        self.sent = page.send(self.button)
        return self.sent.saved


def begin(desk: Desk, claim: Claim, deed: str, who: str) -> Doing:
    return _BEGINNINGS[deed](desk, claim, who)


def _edit_text(desk: Desk, claim: Claim, who: str) -> Doing:
    return _Form(desk.edit(claim).type(text=f"As {who} has it."))


def _edit_statement(desk: Desk, claim: Claim, who: str) -> Doing:
    return _Form(desk.edit(claim).type(statements__0__quote=f"As {who} heard it."))


def _add_denial(desk: Desk, claim: Claim, who: str) -> Doing:
    page = desk.edit(claim)
    page.add_row("statements", actor=make_actor(name=who).pk, stance="denies", source=make_source().pk)
    return _Form(page)


def _publish(desk: Desk, claim: Claim, who: str) -> Doing:
    return _Form(desk.open(admin_url(claim, "publish")).type(reason=f"Because, says {who}."), "confirmed")


def _withdraw(desk: Desk, claim: Claim, who: str) -> Doing:
    return _Form(desk.open(admin_url(claim, "withdraw")).type(reason=f"Because, says {who}."), "confirmed")


def _bulk_edit(desk: Desk, claim: Claim, who: str) -> Doing:
    Event.objects.filter(slug=f"event-of-{who.lower()}").exists() or make_event(slug=f"event-of-{who.lower()}")

    def choose() -> str:
        chosen = desk.client.post(list_url(Claim), {"action": "set-event", ACTION_CHECKBOX_NAME: [claim.pk]})
        found = re.search(r'name="selection" value="([^"]+)"', chosen.content.decode())
        return found[1] if found else ""

    selections = [choose()]

    def confirm() -> bool:
        selection = selections.pop() if selections else choose()
        answer = desk.client.post(
            f"{list_url(Claim)}bulk/set-event/", {"selection": selection, "event": f"event-of-{who.lower()}"}
        )
        # Of what can't be chosen any more nothing is done: one is sent back to the list.
        return bool(selection) and answer.status_code == 302

    return confirm


def _import(desk: Desk, claim: Claim, who: str) -> Doing:
    def load() -> bool:
        text = f"claims:\n  - {{slug: {claim.slug}, note: As {who} imports it.}}\n"
        return not load_text(text).report.refusals

    return load


def _merge(desk: Desk, claim: Claim, who: str) -> Doing:
    url = f"{admin_url(claim, 'merge')}?with={survivor_of(claim).pk}"
    return _Form(desk.open(url).type(reason="Twins."), "confirmed")


_BEGINNINGS: dict[str, Callable[[Desk, Claim, str], Doing]] = {
    "edit text": _edit_text,
    "edit statement": _edit_statement,
    "add denial": _add_denial,
    "publish": _publish,
    "withdraw": _withdraw,
    "bulk edit": _bulk_edit,
    "import": _import,
    "merge": _merge,
}


def survivor_of(claim: Claim) -> Claim:
    """The public claim that the given one may be merged into."""
    slug = f"twin-of-{claim.slug}"
    made = Claim.objects.filter(slug=slug).first() or make_claim(slug=slug, text="The twin.", event=claim.event)
    if made.public_state == PublicState.NEVER:
        publish(record=made, by=None, as_operator=True)
        made.refresh_from_db()
    return made


def stands(claim: Claim, deed: str, who: str) -> bool:
    """Whether what was done is stored; what a merge moved stands in the survivor."""
    stored = Claim.objects.get(pk=claim.pk)
    both = Claim.objects.filter(slug__in=[claim.slug, f"twin-of-{claim.slug}"])
    answers: dict[str, Callable[[], bool]] = {
        "edit text": lambda: stored.text == f"As {who} has it.",
        "edit statement": lambda: Statement.objects.filter(claim__in=both, quote=f"As {who} heard it.").exists(),
        "add denial": lambda: Denial.objects.filter(claim__in=both, actor__name=who).exists(),
        "bulk edit": lambda: stored.event == Event.objects.get(slug=f"event-of-{who.lower()}"),
        "import": lambda: both.filter(note=f"As {who} imports it.").exists(),
        "publish": lambda: stored.public_state == PublicState.PUBLISHED,
        "withdraw": lambda: stored.public_state == PublicState.WITHDRAWN,
        "merge": lambda: stored.public_state == PublicState.MERGED,
    }
    return answers[deed]()


def what_is_typed(doing: Any) -> str:
    """The page that came back to somebody whose save was refused."""
    return doing.sent.text if isinstance(doing, _Form) and doing.sent else ""
