"""What in a page breaks the rules of HTML that matter most, by the tags alone; vnu tells the rest (make torture)."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# A paragraph ends where one of these begins, so its end tag has nothing left to end.
_ENDS_A_PARAGRAPH = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
_CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}
_INTERACTIVE = {"a", "button", "select", "textarea", "summary"}
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "headers")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.referred: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take_place(tag)
        self._take_attributes(tag, attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def _take_place(self, tag: str) -> None:
        parent = self.open[-1] if self.open else ""
        if tag not in _CHILDREN.get(parent, {tag}):
            self._blame(f"<{tag}> in <{parent}>")
        if "p" in self.open and tag in _ENDS_A_PARAGRAPH:
            self._blame(f"<{tag}> in <p>")
        if tag in _INTERACTIVE and (around := _INTERACTIVE & set(self.open)):
            self._blame(f"<{tag}> in <{around.pop()}>")

    def _take_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self._blame(f"an attribute twice on <{tag}>")
        if "id" in given:
            self.ids[given["id"] or ""] += 1
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.referred.append(("href", (given["href"] or "")[1:]))
        for name in _REFERENCES:
            self.referred += [(name, one) for one in (given.get(name) or "").split()]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self._blame(f"</{tag}> where {self.open[-1:]} is open")

    def _blame(self, fault: str) -> None:
        line, column = self.getpos()
        self.faults.append(f"{line}:{column} {fault}")


def faults_in(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [
        *([] if html.lstrip().lower().startswith("<!doctype html>") else ["no doctype"]),
        *reader.faults,
        *(f"<{tag}> is not closed" for tag in reader.open),
        *(f'id="{name}" {times} times' for name, times in reader.ids.items() if times > 1 or not name or " " in name),
        *(f'{by}="{name}" leads nowhere' for by, name in reader.referred if name not in reader.ids),
    ]
