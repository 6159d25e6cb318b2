"""Webhooks: the endpoints of all keys and what became of their messages. What is sent is for claims.webhooks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import add_never_cache_headers
from django_tasks_db import admin as tasks_admin
from django_tasks_db.models import DBTaskResult

from claims.webhooks import managing
from claims.webhooks.models import Delivery, Endpoint
from claims.webhooks.vocabulary import DeliveryState, EndpointState

EDITING = "default"
OVERLAP = timedelta(days=1)
# What the owner of an endpoint may change, too.
OWNERS = ("url", "types", "description", "state")

# Tasks are how messages are sent; what became of these stands at the deliveries.
assert tasks_admin  # noqa: S101 - importing it registers what is taken off here
admin.site.unregister(DBTaskResult)


class EndpointForm(forms.ModelForm):
    """What its owner could say by the API, and the two deeds."""

    new_secret = forms.BooleanField(
        required=False,
        label="Make a new secret",
        help_text="It is shown once; the old one signs as well for a day.",
    )
    send_again_after = forms.IntegerField(
        required=False,
        min_value=0,
        label="Send again after",
        help_text="Everything that was entered after this position of the ledger is sent again, with the same ids.",
    )

    class Meta:
        model = Endpoint
        fields = ("key", "url", "types", "description", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            kept = (EndpointState.ACTIVE, EndpointState.DISABLED)
            self.fields["state"].choices = [(state.value, state.label) for state in kept]  # type: ignore[attr-defined]


@admin.register(Endpoint)
class EndpointAdmin(admin.ModelAdmin):
    """A newsroom manages its own by the API; here administrators see all, and help."""

    form = EndpointForm
    list_display = ["url", "key", "events", "state", "reason", "waiting"]
    list_filter = ["state"]
    search_fields = ["url", "description", "key__name"]
    search_help_text = "Words of the address, the description or the name of its key."
    # A plain list: select2 gives its box no name that is read aloud, and keys are few.
    ordering = ["key__name", "created_at"]
    readonly_fields = ("reason", "created_at", "position", "waiting", "failures", "failing_since", "resume_at")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        pending = Count("deliveries", filter=Q(deliveries__state=DeliveryState.PENDING))
        return super().get_queryset(request).listed().select_related("key").annotate(pending=pending)

    def get_fields(self, request: HttpRequest, obj: Endpoint | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("key", "url", "types", "description")
        shown = ("key", "url", "types", "description", "state", *self.readonly_fields)
        return (*shown, "new_secret", "send_again_after") if self.has_change_permission(request, obj) else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Endpoint | None = None) -> tuple[str, ...]:
        return self.readonly_fields if obj is None else ("key", *self.readonly_fields)

    def save_model(self, request: Any, obj: Endpoint, form: Any, change: bool) -> None:
        if not change:
            given = {name: form.cleaned_data[name] for name in ("url", "types", "description")}
            made, request.secret_made = managing.make(key=obj.key_id, using=EDITING, **given)
            obj.pk = made.pk
            obj.refresh_from_db()
            return
        given = {name: form.cleaned_data[name] for name in form.changed_data if name in OWNERS}
        if given:
            managing.change(endpoint=obj, using=EDITING, **given)
        if form.cleaned_data.get("new_secret"):
            request.secret_made = managing.rotate(endpoint=obj, overlap=OVERLAP, using=EDITING)
        self._replay(request, obj, form.cleaned_data.get("send_again_after"))

    def _replay(self, request: Any, obj: Endpoint, after: int | None) -> None:
        if after is None:
            return
        try:
            managing.replay(endpoint=obj, after=after, using=EDITING)
        except ValidationError as refused:
            self.message_user(request, f"Not sent again: {' '.join(refused.messages)}", messages.ERROR)

    def response_add(self, request: Any, obj: Endpoint, post_url_continue: str | None = None) -> Any:
        return self._secret_page(request, obj)

    def response_change(self, request: Any, obj: Endpoint) -> Any:
        return (
            self._secret_page(request, obj)
            if hasattr(request, "secret_made")
            else super().response_change(request, obj)
        )

    def _secret_page(self, request: Any, obj: Endpoint) -> HttpResponseBase:
        """The secret, in this one answer: no message carries it into a cookie, and no cache keeps it."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The secret was made",
            "opts": self.opts,
            "made": obj,
            "secret": request.secret_made,
        }
        response: HttpResponseBase = TemplateResponse(request, "admin/factreg/secret_made.html", context)
        add_never_cache_headers(response)
        return response

    @admin.display(description="events")
    def events(self, endpoint: Endpoint) -> str:
        return ", ".join(endpoint.types)

    @admin.display(description="to be sent")
    def waiting(self, endpoint: Endpoint) -> int:
        return int(getattr(endpoint, "pending", 0))


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """What became of each message."""

    list_display = ["seq", "endpoint", "state", "attempts", "tried_at", "status", "error"]
    list_filter = ["state"]
    search_fields = ["endpoint__url", "=seq"]
    search_help_text = "Words of the endpoint's address, or a position of the ledger."
    actions = ["send_again"]
    ordering = ["-pk"]
    list_select_related = ["endpoint"]
    fields = ["endpoint", "seq", "state", "attempts", "next_at", "tried_at", "status", "error"]
    readonly_fields = fields
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Send the selected messages again", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        told = managing.send_again(queryset)
        self.message_user(request, f"{told} will be sent again, with the same ids.", messages.SUCCESS)
