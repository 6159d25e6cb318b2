"""Similar claims beside the claim's form: while it is typed, after it is saved, and by a button without JavaScript.

What is similar is decided in claims.similarity.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from claims.models import Claim
from claims.similarity import Similar, Sketch, find_different, similar_to

ASKED = "similar"
_LONGEST = 5_000  # characters of a text that are looked at
_MOST_IDS = 50


class SimilarViews:
    """For the claim's admin class: the panel of similar claims, and what is said of them."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("similar/", wrap(self.similar_view), name="claims_claim_similar"),
            path("<int:pk>/different/", wrap(require_POST(self.different_view)), name="claims_claim_different"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def similar_view(self, request: HttpRequest) -> HttpResponseBase:
        """The claims like the one that a form holds: a part of a page for the script, a page of its own without."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        typed = request.POST if request.method == "POST" else request.GET
        claim = Claim.objects.filter(pk=_id(typed.get("claim"))).first() if _id(typed.get("claim")) else None
        context = self._panel(request, claim, similar_to(sketch=_sketch(typed)))
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return TemplateResponse(request, "admin/factreg/similar_list.html", {"similar": context})
        page = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": "Similar claims",
            "opts": self.opts,  # type: ignore[attr-defined]
            "similar": context,
        }
        return TemplateResponse(request, "admin/factreg/similar.html", page)

    def different_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Remember that a claim is different from another that is like it."""
        if not request.user.has_perm("claims.add_differentpair"):
            raise PermissionDenied("Your account may read claims, but not say which are different.")
        claim, other = (Claim.objects.filter(pk=one).first() for one in (pk, _id(request.POST.get("other"))))
        if claim is None or other is None or claim == other:
            return HttpResponse("There is no such claim any more; look again.", status=404)
        find_different(claim=claim, other=other, by=request.user)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return HttpResponse(status=204)
        words = f"Remembered: “{other}” is a different claim. It is not shown here again."
        self.message_user(request, words, messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{_change_url(claim)}?{ASKED}=1")

    def _panel(self, request: HttpRequest, claim: Claim | None, found: Iterable[Similar]) -> dict[str, Any]:
        """What the panel shows. Of a claim that is not saved yet, nothing can be said but that it is there already."""
        return {
            "claim": claim,
            "found": [
                {
                    "similar": one,
                    "url": _change_url(one.claim),
                    "merge": self.merge_url(claim, one.claim) if claim else "",  # type: ignore[attr-defined]
                    "contradicts": _pair_url("contradiction", claim, one.claim) if claim else "",
                    "accuses": _pair_url("counteraccusation", claim, one.claim) if claim else "",
                }
                for one in found
            ],
            "may_merge": self.has_merge_permission(request),  # type: ignore[attr-defined]
            "different": reverse("admin:claims_claim_different", args=[claim.pk]) if claim else "",
        }

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        claim = kwargs.get("obj")
        asked = claim is not None and ASKED in request.GET
        found = similar_to(sketch=_sketch_of(claim)) if asked else []
        context["similar"] = {
            **self._panel(request, claim, found),
            "asked": asked,
            "url": reverse("admin:claims_claim_similar"),
        }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        return _asking(request, super().response_add(request, obj, post_url_continue))  # type: ignore[misc]

    def response_change(self, request: Any, obj: Any) -> Any:
        return _asking(request, super().response_change(request, obj))  # type: ignore[misc]


def _asking(request: Any, response: Any) -> Any:
    """After "Save and continue", the page with its similar claims."""
    asked = isinstance(response, HttpResponseRedirect) and f"{ASKED}=1" in response["Location"]
    if "_continue" in request.POST and isinstance(response, HttpResponseRedirect) and not asked:
        joint = "&" if "?" in response["Location"] else "?"
        response["Location"] += f"{joint}{ASKED}=1"
    return response


def _change_url(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[quote(claim.pk)])


def _pair_url(kind: str, claim: Claim, other: Claim) -> str:
    """The form of a pair, with the two claims filled in."""
    return f"{reverse(f'admin:claims_{kind}_add')}?{urlencode({'first_claim': claim.pk, 'second_claim': other.pk})}"


def _sketch(typed: Any) -> Sketch:
    """What a form holds so far; what can't be read is left out."""
    return Sketch(
        text=typed.get("text", "")[:_LONGEST],
        question=typed.get("question", "")[:_LONGEST],
        claim=_id(typed.get("claim")),
        event=_id(typed.get("event")),
        actors=frozenset(_ids(typed, "actor")),
        numbers=frozenset(_ids(typed, "number")),
    )


def _sketch_of(claim: Any) -> Sketch:
    """A stored claim as it is looked for."""
    figure = getattr(claim, "figure", None)
    return Sketch(
        text=claim.text,
        question=claim.question,
        claim=claim.pk,
        event=claim.event_id,
        actors=frozenset(claim.about_set.values_list("actor", flat=True)),
        numbers=frozenset(number for number in (figure and figure.low, figure and figure.high) if number is not None),
    )


def _ids(typed: Any, name: str) -> list[int]:
    """The numbers of a list that can be read, of what its prefixes hold."""
    given = [value for key in typed for value in typed.getlist(key) if key == name or _named(key, name)]
    return [number for value in given[:_MOST_IDS] if (number := _id(value)) is not None]


def _named(key: str, name: str) -> bool:
    """Whether a field of the claim's form, sent as it is, is one of those that `name` stands for."""
    if name == "actor":
        return key.startswith("about_set-") and key.endswith("-actor")
    return key in ("figure-0-low", "figure-0-high")


def _id(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
