"""The pages of the workbench, from the URL resolver so that a new one can't be left out; and who looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Page

from claims.access.password_links import tokens
from claims.admin.bulk_deeds import DEEDS
from claims.history.models import Change
from claims.models import Claim, Import
from tests.browser.busy_registry import waiting_import
from tests.browser.reading_aloud import barriers_light_and_dark, overflow, shoot

# What answers no page to somebody who only comes to look, and why.
NO_PAGES = {
    "logout/": "takes a form alone, so that no link can log anybody out",
    "autocomplete/": "answers a search box, in JSON",
    "jsi18n/": "the stock admin's words for its scripts",
    "add/typed/": "keeps what is being typed",
    "<path:object_id>/typed/": "keeps what is being typed",
    "<path:object_id>/presence/": "says who has the page open",
    "<int:pk>/different/": "takes the button of the list of similar claims",
    "views/": "takes the name of a view to be kept",
    "next/": "leads on to a record",
    "<path:object_id>/": "leads on to the page on which it is changed",
    **dict.fromkeys((f"bulk/{name}/" for name in DEEDS), "takes what was chosen in a list"),
}

# What every model has its own sort of; of all others the pages of one model stand for those of the rest.
OWN_PAGES = {"<path:object_id>/change/"}

# A telephone, a tablet, a desk; axe looks at the last.
WIDTHS = (320, 768, 1280)

# What a page is made of, without its words and numbers: two such pages read aloud alike.
_SKELETON = """() => [...document.body.querySelectorAll("*")].map((element) => {
  const told = [...element.attributes].filter(({name}) => !/^(href|src|action|value|title|data-.*|style)$/.test(name));
  const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return element.tagName + words + told.map(({name, value}) => name + value.replace(/\\d+/g, "#")).join();
}).join("\\n")"""


class Address(NamedTuple):
    route: str
    path: str


def every_address(made: dict[Any, Any]) -> list[Address]:
    """Everything below /admin/, for one record of each model."""
    imports = {state: waiting_import(by=made[User]) for state in ("columns", "preview")}
    return list(_addresses(made, **imports))


def each_sort(addresses: Iterable[Address]) -> list[Address]:
    """What every model has for itself, and of every other route the page of one model."""
    first: dict[str, Address] = {}
    for address in addresses:
        first.setdefault(address.path if address.route in OWN_PAGES else address.route, address)
    return list(first.values())


def _addresses(made: dict[Any, Any], *, columns: Import, preview: Import) -> Iterator[Address]:
    for entry in admin.site.get_urls():
        route = str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _of_model(entry, made, {"<int:pk>/columns/": columns, "<int:pk>/preview/": preview})
        elif entry.name == "app_list":
            yield from (Address(route, f"/admin/{label}/") for label in _app_labels())
        elif entry.name is None:
            yield Address(route, "/admin/no/such/page/")
        else:
            given = {
                "content_type_id": ContentType.objects.get_for_model(Claim).pk,
                "object_id": made[Claim].pk,
                "uidb64": urlsafe_base64_encode(force_bytes(made[User].pk)),
                "token": tokens.make_token(made[User]),
            }
            yield Address(route, f"/admin/{_filled(entry, given)}")


def _app_labels() -> list[str]:
    return sorted({model._meta.app_label for model in admin.site._registry})


def _of_model(resolver: URLResolver, made: dict[Any, Any], others: dict[str, Any]) -> Iterator[Address]:
    model = apps.get_model(*str(resolver.pattern).strip("/").split("/"))
    for entry in resolver.url_patterns:
        assert isinstance(entry, URLPattern)
        pk = others.get(str(entry.pattern), made[model]).pk
        change = Change.objects.filter(model=made[model]._meta.label_lower, row=made[model].pk).order_by("id").first()
        given = {"object_id": pk, "pk": pk, "id": pk, "change": change.pk if change else 1}
        yield Address(str(entry.pattern), f"/admin/{resolver.pattern}{_filled(entry, given)}")


def _filled(entry: URLPattern, given: dict[str, Any]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), str(entry.pattern))


class Walker:
    """Looks at pages, each sort of page once, light and dark; at each for whether it fits."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: set[str] = set()
        self.faults: list[str] = []

    def go_to(self, address: Address) -> None:
        if address.route not in NO_PAGES:
            self.page.goto(address.path)
            self.look(address.path)
            return
        answer = self.page.request.get(address.path, max_redirects=0)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            self.faults.append(f"{address.path} is a page: strike {address.route} from NO_PAGES")

    def look(self, name: str) -> None:
        self.page.wait_for_load_state()
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if (pixels := overflow(self.page)) > 0:
                self.faults.append(f"{name} at {width} pixels: {pixels} too wide")
            self._shoot(f"{name} {width}")
        if (skeleton := self.page.evaluate(_SKELETON)) not in self.seen:
            # The bar beside the pages is the same on all.
            without = ["#nav-sidebar"] if self.seen else []
            self.seen.add(skeleton)
            self.faults += [f"{name}: {fault}" for fault in barriers_light_and_dark(self.page, without=without)]
            self._shoot(f"{name} dark")

    def _shoot(self, name: str) -> None:
        shoot(self.page, re.sub(r"\W+", "-", name).strip("-"))
