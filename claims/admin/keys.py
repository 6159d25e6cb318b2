"""Keys for programs: made here, shown once, revoked here. What they open is for claims.access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import add_never_cache_headers

from claims.access.keys import issue, revoke
from claims.access.models import Key


class KeyForm(forms.ModelForm):
    """Whose key it is; and, once it is there, whether it is to be revoked."""

    revoke = forms.BooleanField(
        required=False,
        label="Revoke it",
        help_text="Programs that show it get an error within seconds. It can't be undone; make another key instead.",
    )

    class Meta:
        model = Key
        fields = ("name", "contact")


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("valid", "valid"), ("revoked", "revoked")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "valid":
            return queryset.valid()
        return queryset.filter(revoked_at__isnull=False) if self.value() == "revoked" else queryset


@admin.register(Key)
class KeyAdmin(admin.ModelAdmin):
    """A key is never deleted: who used it must stay to be found."""

    form = KeyForm
    list_display = ["name", "prefix", "contact", "made", "last_used", "state"]
    list_filter = [StateFilter]
    search_fields = ["name", "contact", "prefix"]
    search_help_text = "Words of the name or the contact, or how the key begins."
    ordering = ["name", "pk"]
    readonly_fields = ("prefix", "made", "created_by", "last_used", "state")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_use()

    def get_fields(self, request: HttpRequest, obj: Key | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("name", "contact")
        shown = ("name", "contact", *self.readonly_fields)
        may_revoke = obj.is_valid and self.has_change_permission(request, obj)
        return (*shown, "revoke") if may_revoke else shown

    def save_model(self, request: Any, obj: Key, form: Any, change: bool) -> None:
        if not change:
            made, request.key_made = issue(name=obj.name, contact=obj.contact, by=request.user)
            obj.pk = made.pk
            obj.refresh_from_db()
            return
        Key.objects.filter(pk=obj.pk).update(name=obj.name, contact=obj.contact)
        if form.cleaned_data.get("revoke"):
            revoke(key=obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("add"):
            # Whatever is pressed leads to the key, which is shown once.
            context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: Any, obj: Key, post_url_continue: str | None = None) -> Any:
        """The key itself, in this one answer: no message carries it into a cookie, and no cache keeps it."""
        response: HttpResponseBase = TemplateResponse(
            request,
            "admin/factreg/key_made.html",
            {
                **self.admin_site.each_context(request),
                "title": "The key was made",
                "opts": self.opts,
                "made": obj,
                "key": request.key_made,
            },
        )
        add_never_cache_headers(response)
        return response

    @admin.display(description="begins with")
    def prefix(self, key: Key) -> str:
        return f"{key.prefix}…"

    @admin.display(description="made (UTC)", ordering="created_at")
    def made(self, key: Key) -> str:
        return f"{key.created_at:%Y-%m-%d}"

    @admin.display(description="last used (UTC)", ordering="use__day", empty_value="never")
    def last_used(self, key: Key) -> str | None:
        return str(key.use) if hasattr(key, "use") else None

    @admin.display(description="state")
    def state(self, key: Key) -> str:
        return "valid" if key.revoked_at is None else f"revoked on {key.revoked_at:%Y-%m-%d}"
