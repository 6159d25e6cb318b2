"""A reader with a browser that runs no script: opens pages, fills in the form there, sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

from tests.admin.forms import FormReader


@dataclass
class Page:
    """A page, and what its form holds."""

    reader: Reader
    response: Any
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        form = FormReader()
        form.feed(self.text)
        self.values = {name: given[-1].replace("\r\n", "\n") for name, given in form.values.items()}
        self.values.setdefault("kind", "")

    @property
    def text(self) -> str:
        return str(self.response.content.decode())

    def send(self, **typed: str) -> Any:
        """Send the form as it stands, with what is typed into it."""
        return self.reader.client.post("/" + self.reader.prefix + "report/", {**self.values, **typed})

    def page(self, response: Any) -> Page:
        return Page(self.reader, response)

    def said(self, *words: str) -> bool:
        return all(each in self.text for each in words)

    def said_any(self, *words: str) -> bool:
        return any(each in self.text for each in words)

    def error_of(self, name: str) -> str:
        found = re.search(rf'<p class="fault" id="error-{name}">(.*?)</p>', self.text)
        return unescape(found[1]) if found else ""


@dataclass
class Reader:
    """Somebody who reads, and reports what is wrong."""

    client: Client
    prefix: str = ""

    def open(self, address: str) -> Page:
        self.prefix = "ar/" if address.startswith("/ar/") else ""
        return Page(self, self.client.get(address))
