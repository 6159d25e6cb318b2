"""What a browser does with the admin's pages: open a form, type in it, send it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


class FormReader(HTMLParser):
    """The names and values that a browser would send of the page's main form, as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._in_form = False
        self._select = self._textarea = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._in_form = given.get("method") == "post" and given.get("id") != "logout-form"
        elif not self._in_form:
            return
        elif tag == "input" and given.get("name"):
            self._take_input(given)
        elif tag == "textarea":
            self._textarea = given["name"] or ""
            self.values[self._textarea] = [""]
        elif tag == "select":
            self._select, self._options = given["name"] or "", []
        elif tag == "option" and self._select:
            self._options.append((given.get("value") or "", "selected" in given))

    def _take_input(self, given: dict[str, str | None]) -> None:
        name, kind = given["name"] or "", given.get("type", "text")
        if name.endswith("-typed") or kind in ("submit", "button", "file"):
            return
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.values.setdefault(name, []).append(given.get("value") or "on")
            return
        self.values.setdefault(name, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "textarea":
            # A browser drops the line break after the tag, and sends the others as CR LF.
            self.values[self._textarea] = [
                text.removeprefix("\r\n").removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
                for text in self.values.get(self._textarea, [""])
            ]
            self._textarea = ""
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            self.values[self._select] = chosen or [value for value, _ in self._options[:1]]
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] = [self.values[self._textarea][0] + data]


@dataclass
class Page:
    """A page with a form, as one editor has it open."""

    desk: Desk
    url: str
    response: Any
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reader = FormReader()
        reader.feed(self.text)
        self.values = {name: given for name, given in reader.values.items() if "__prefix__" not in name} | self.values

    @property
    def text(self) -> str:
        return self.response.content.decode()

    @property
    def saved(self) -> bool:
        return self.response.status_code == 302

    def type(self, **typed: Any) -> Page:
        """Type into fields; `__` in a name stands for the `-` of inline names."""
        for name, value in typed.items():
            self.values[name.replace("__", "-")] = value if isinstance(value, list) else [str(value)]
        return self

    def add_row(self, prefix: str, **typed: Any) -> int:
        """Click "add another" in an inline and fill the new row; its number."""
        row = int(self.values[f"{prefix}-TOTAL_FORMS"][0])
        self.values[f"{prefix}-TOTAL_FORMS"] = [str(row + 1)]
        for name, value in typed.items():
            self.values[f"{prefix}-{row}-{name}"] = value if isinstance(value, list) else [str(value)]
        return row

    def send(self, button: str = "_save") -> Page:
        response = self.desk.client.post(self.url, {**self.values, button: "yes"})
        return Page(self.desk, self.url, response)


@dataclass
class Desk:
    """An editor, logged in."""

    client: Client
    user: User

    def open(self, url: str, **query: Any) -> Page:
        return Page(self, url, self.client.get(url, query))

    def edit(self, obj: Model) -> Page:
        return self.open(admin_url(obj, "change"))

    def add(self, model: type[Model]) -> Page:
        return self.open(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))

    def do(self, verb: str, record: Model, *, reason: str = "") -> Page:
        """Open the door's page and confirm."""
        page = self.open(admin_url(record, verb))
        if page.response.status_code != 200:
            return page
        return page.type(reason=reason).send("confirmed")


def admin_url(obj: Model, view: str) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{view}", args=[obj.pk])


def list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


__all__ = ["Desk", "HttpResponse", "Page", "admin_url", "list_url"]
