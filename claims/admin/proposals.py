"""The queue of proposals and the page on which an editor decides one. What deciding does is for claims.proposing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.base import Choosing, revision_in
from claims.admin.conflicts import STARTED_FROM
from claims.admin.decisions import AcceptForm, LaterForm, RejectForm, cards_of
from claims.admin.refusals import REFUSED, refusals_of
from claims.admin.searching import CappedPaginator
from claims.models import Claim, Proposal
from claims.proposing import AlreadyDecided, accept, fill_queue, put_off, reject
from claims.vocabulary import ProposalState

ACCEPT, REJECT, LATER = "accept", "reject", "later"
DECISION = "decision"
MAY_DECIDE = "claims.change_proposal"
# What deciding writes, and so has to be allowed too.
NEEDED = {
    ACCEPT: ("claims.add_contradiction", "claims.add_counteraccusation"),
    REJECT: ("claims.add_rejectedpair",),
    LATER: (),
}
_FORMS = {ACCEPT: AcceptForm, REJECT: RejectForm, LATER: LaterForm}


class WaitingFilter(admin.SimpleListFilter):
    """The queue, unless another state is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        decided = (ProposalState.ACCEPTED, ProposalState.REJECTED)
        return [("all", "all"), *((state.value, str(state.label)) for state in decided)]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield (
                {**choice, "display": "waiting"}
                if choice["query_string"] == changelist.get_query_string(remove=[self.parameter_name])
                else choice
            )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ProposalState.values:
            return queryset.filter(state=self.value()).order_by("-decided")
        return queryset if self.value() == "all" else queryset.waiting()


@admin.register(Proposal)
class ProposalAdmin(Choosing, admin.ModelAdmin):
    """Made by the finder alone; decided on a page of its own, never edited or deleted."""

    joined = ("first_claim", "second_claim", "decided_by")
    autocomplete_fields = ["first_claim", "second_claim"]
    list_display = ["pair", "type", "element", "reason", "how_sure", "state"]
    list_filter = [WaitingFilter, "type", "certain", "element"]
    search_fields = [f"{claim}__{name}" for claim in ("first_claim", "second_claim") for name in ("slug", "text")]
    show_full_result_count = False
    paginator = CappedPaginator
    list_per_page = 50
    change_list_template = "admin/factreg/proposals.html"
    actions = None

    @admin.display(description="claims")
    def pair(self, proposal: Proposal) -> str:
        return str(proposal)

    @admin.display(description="sure", ordering="certain")
    def how_sure(self, proposal: Proposal) -> str:
        return "certain" if proposal.certain else "for a person to decide"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).in_turn()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        look = path("look/<path:object_id>/", self.admin_site.admin_view(self.look_view), name="claims_proposal_look")
        return [look, *super().get_urls()]

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponseBase:
        return super().changelist_view(request, {"title": "Proposals", **(extra_context or {})})

    # Deciding

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        decision = request.POST.get(DECISION) if request.method == "POST" else None
        forms = {name: self._form(name, proposal, request.POST if name == decision else None) for name in _FORMS}
        if decision in forms:
            self._check_permission(request, decision)
            if forms[decision].is_valid() and self._decided(request, proposal, decision, forms[decision]):
                return HttpResponseRedirect(self._next(request, proposal))
            proposal.refresh_from_db()
        return self._page(request, proposal, forms)

    def _form(self, name: str, proposal: Proposal, posted: Any) -> Any:
        return _FORMS[name](posted, proposal=proposal, prefix=name)

    def _check_permission(self, request: Any, decision: str) -> None:
        if not self._may(request, decision):
            raise PermissionDenied("Your account may read proposals, but not decide this. Ask an editor.")

    def _may(self, request: Any, decision: str) -> bool:
        return bool(request.user.has_perms([MAY_DECIDE, *NEEDED[decision]]))

    def _decided(self, request: Any, proposal: Proposal, decision: str, form: Any) -> bool:
        """Do it; what stands against it goes into the form or the messages."""
        given = {"proposal": proposal, "by": request.user, "started_from": revision_in(request.POST, STARTED_FROM)}
        try:
            with transaction.atomic():
                told = self._act(decision, form, given)
                self.log_change(request, proposal, told)
        except AlreadyDecided as late:
            self.message_user(request, str(late), messages.ERROR)
            return False
        except REFUSED as refused:
            for field, message in refusals_of(refused):
                form.add_error(field if field in form.fields else None, message)
            return False
        self.message_user(request, told, messages.SUCCESS)
        return True

    def _act(self, decision: str, form: Any, given: dict[str, Any]) -> str:
        if decision == ACCEPT:
            record = accept(record=form.record(), **given)
            return f"Accepted: the {record.type} {record.slug} was made as a draft."
        if decision == REJECT:
            reject(note=form.cleaned_data["note"], **given)
            return "Rejected: the pair will not be proposed again."
        put_off(note=form.cleaned_data["note"], **given)
        return "Put back to the end of the queue."

    def _next(self, request: Any, decided: Proposal) -> str:
        """The page of the next proposal that waits; the queue where no other does."""
        waiting = self.get_queryset(request).waiting().exclude(pk=decided.pk)
        following = waiting.values_list("pk", flat=True).first()
        if following is None:
            return reverse("admin:claims_proposal_changelist")
        return reverse("admin:claims_proposal_change", args=[following])

    def _page(self, request: Any, proposal: Proposal, forms: dict[str, Any]) -> HttpResponseBase:
        may = {name: self._may(request, name) for name in forms}
        context = {
            **self.admin_site.each_context(request),
            "title": f"{proposal.get_type_display().capitalize()} proposed",
            "opts": self.opts,
            "proposal": proposal,
            "cards": cards_of(proposal),
            "forms": forms,
            "may": may,
            "decision_name": DECISION,
            "started_from_name": STARTED_FROM,
            "started_from": proposal.revision,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/factreg/proposal.html", context)

    # Looking for more

    def look_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Look for what may contradict one claim, once it is asked for."""
        claim = Claim.objects.filter(pk=int(object_id)).first() if object_id.isdecimal() else None
        if not request.user.has_perm(MAY_DECIDE):
            raise PermissionDenied("Your account may not fill the queue of proposals. Ask an editor.")
        if claim is None:
            return HttpResponseRedirect(reverse("admin:claims_claim_changelist"))
        if request.method == "POST":
            queued = fill_queue(claim=claim)
            told = f"{queued.found} pairs with this claim are proposed, {queued.new} of them new."
            self.message_user(request, told, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[claim.pk]) + "#proposals-heading")
        context = {
            **self.admin_site.each_context(request),
            "title": "Look for contradictions",
            "opts": self.opts,
            "claim": claim,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/factreg/proposals_look.html", context)
