"""The form as it lies on somebody's desk: who else has it open, and what is typed in it and not saved yet.

What is kept, and for how long, is for claims.desk.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from claims.desk import typed
from claims.desk.presence import arrive, enter, leave

TYPED = "typed"
TYPED_AS = "typed_as"
ADD = "add"
_LONGEST_ID = 18


class DeskViews:
    """For admin classes: presence on the page of a record, and keeping what is typed."""

    model: Any
    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        own = [
            path(f"{ADD}/typed/", wrap(require_POST(self.typed_view)), name=f"{name}_typed_new"),
            path("<path:object_id>/typed/", wrap(require_POST(self.typed_view)), name=f"{name}_typed"),
            path("<path:object_id>/presence/", wrap(require_POST(self.presence_view)), name=f"{name}_presence"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    # What is typed

    def typed_view(self, request: Any, object_id: str = ADD) -> HttpResponseBase:
        """Keep what a page sends, or drop it; the page's script shows what is answered."""
        if not self._may_type(request, object_id):
            raise PermissionDenied("Your account may not edit this.")
        if int(request.META.get("CONTENT_LENGTH") or 0) > 2 * typed.LARGEST:
            return JsonResponse({"problem": "That is more than is kept before it is saved."}, status=413)
        token = request.POST.get(TYPED_AS, "")
        if not typed.is_token(token):
            return JsonResponse({"problem": "The page is too old; load it again."}, status=400)
        if "discard" in request.POST:
            typed.forget(user=request.user, form=self._form_named(object_id), token=token)
            return HttpResponseRedirect(request.path.removesuffix("typed/") + ("" if object_id == ADD else "change/"))
        try:
            kept = typed.keep(user=request.user, form=self._form_named(object_id), token=token, values=request.POST)
        except typed.TooLate as late:
            return JsonResponse({"late": str(late)})
        except typed.TooLarge as refused:
            return JsonResponse({"problem": str(refused)}, status=413)
        return JsonResponse({"kept": kept.typed_at.strftime("%H:%M:%S UTC")})

    def _may_type(self, request: Any, object_id: str, obj: Any = None) -> bool:
        if object_id == ADD:
            return bool(self.has_add_permission(request))  # type: ignore[attr-defined]
        return bool(self.has_change_permission(request, obj))  # type: ignore[attr-defined]

    def take_up_typed(self, request: Any, object_id: str | None) -> None:
        """Show the form as it was typed, where the address asks for that: as if sent, and refused, so never saved."""
        token, form = request.GET.get(TYPED, ""), unquote(object_id or ADD)
        if request.method != "GET" or not typed.is_token(token) or not self._may_type(request, form):
            return
        values = typed.take_up(user=request.user, form=self._form_named(form), token=token)
        if values is None:
            return
        values[TYPED_AS] = token
        request.FILES  # noqa: B018 - read now: reading them later would read what was sent, which is nothing, again
        request.method, request.POST = "POST", values
        request.refusals = [(None, "What you had typed is back. Nothing of it is saved yet: look at it and save.")]

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        response: HttpResponseBase = super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        if request.method == "POST" and response.status_code == 302:
            form = self._form_named(unquote(object_id or ADD))
            typed.forget(user=request.user, form=form, token=request.POST.get(TYPED_AS, ""))
        return response

    def _form_named(self, object_id: str) -> str:
        return f"{self.model._meta.label_lower}/{object_id[:_LONGEST_ID]}"

    # Who is here

    def presence_view(self, request: Any, object_id: str) -> HttpResponseBase:
        if not self.has_view_or_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        row = _number(object_id)
        if "left" in request.POST:
            leave(user=request.user, model=self.model._meta.label_lower, row=row)
            return HttpResponse(status=204)
        present = enter(user=request.user, model=self.model._meta.label_lower, row=row, beats=True)
        return render(request, "admin/factreg/present.html", {"present": present})

    # Both, on the page

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        if IS_POPUP_VAR not in request.GET and IS_POPUP_VAR not in request.POST:
            context["desk"] = self._desk(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def _desk(self, request: Any, obj: Any) -> dict[str, Any]:
        object_id = ADD if obj is None else str(obj.pk)
        may_type = self._may_type(request, object_id, obj)
        token = request.POST.get(TYPED_AS, "")
        token = token if typed.is_token(token) else typed.new_token()
        here = {"user": request.user, "form": self._form_named(object_id)}
        if obj is None:
            present, kept = [], typed.kept_of(**here)
        else:
            present, kept = arrive(**here, model=self.model._meta.label_lower, row=obj.pk)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {
            "typed_as_name": TYPED_AS,
            "typed_name": TYPED,
            "token": token,
            "kept": [each for each in kept if each.token != token] if may_type else [],
            "typed_url": reverse(f"{name}_typed_new" if obj is None else f"{name}_typed", args=[obj.pk] if obj else []),
            "presence_url": reverse(f"{name}_presence", args=[obj.pk]) if obj else "",
            "present": present,
            "may_type": may_type,
            "user_key": request.user.pk,
        }


def _number(object_id: str) -> int:
    fits = object_id.isascii() and object_id.isdigit() and len(object_id) <= _LONGEST_ID
    return int(object_id) if fits else 0
