"""The forms of the program's pages, as a browser finds and sends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve

TYPED = {"text", "search", "tel", "email", "number", "date", "time", "datetime-local", "month", "url", "textarea", "password"}
NOT_SENT = {"button", "image", "reset"}
OUR_OWN = {"csrfmiddlewaretoken", "_key"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    sent: bool = True


@dataclass
class Form:
    """A form on a page: where it is sent, and what a browser would send if nothing were touched."""

    page: str
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.action).path

    @property
    def view(self) -> str:
        return resolve(self.path).view_name

    @property
    def signature(self) -> tuple:
        return (self.view, self.method, *sorted({one.name for one in self.fields}))

    def names(self) -> list[str]:
        return list(dict.fromkeys(one.name for one in self.fields if one.name not in OUR_OWN))

    def values(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.fields:
            if one.sent and one.name not in OUR_OWN and one.kind != "file":
                found.setdefault(one.name, []).append(one.value)
        return found

    def kind_of(self, name: str) -> str:
        return next(one.kind for one in self.fields if one.name == name)


class Page(HTMLParser):
    """Reads the forms and links of a page."""

    def __init__(self, path: str, html: str):
        super().__init__(convert_charrefs=True)
        self.path, self.links = path, []
        self.forms: dict[str, Form] = {}
        self.open: str | None = None
        self.writing: Field | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.open = told.get("id") or f"#{len(self.forms)}"
            method = (told.get("method") or "get").lower()
            form = self.forms.setdefault(self.open, Form(self.path, "", method))  # a field may come before its form
            form.action, form.method = told.get("action") or self.path, method
        elif tag == "a" and told.get("href"):
            self.links.append(told["href"])
        elif tag in ("input", "button", "textarea", "select") and "disabled" not in told:
            self._field(tag, told)
        elif tag == "option" and self.writing is not None and (not self.writing.value or "selected" in told):
            self.writing.value = told.get("value") or self.writing.value

    def _field(self, tag, told):
        name, owner = told.get("name"), told.get("form") or self.open
        if owner is None:
            return
        form = self.forms.setdefault(owner, Form(self.path, self.path, "post"))
        kind = (told.get("type") or "text").lower() if tag == "input" else tag
        if told.get("formaction"):  # a button that sends the same form elsewhere
            other = self.forms.setdefault(f"{owner}>{told['formaction']}", Form(self.path, told["formaction"], form.method))
            other.fields = form.fields
        if not name or kind in NOT_SENT:
            return
        pressed = not any(one.kind in ("button", "submit") and one.name == name for one in form.fields)
        sent = "checked" in told if kind in ("checkbox", "radio") else pressed if kind in ("button", "submit") else True
        form.fields.append(Field(name, kind, told.get("value") or "", sent))
        self.writing = form.fields[-1] if tag in ("textarea", "select") else None

    def handle_data(self, data):
        if self.writing is not None and self.writing.kind == "textarea":
            self.writing.value += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag in ("textarea", "select"):
            self.writing = None


def crawl(client: Client, start: list[str], *, inside: str, of_a_kind: int) -> Iterator[Page]:
    """The pages that links lead to from `start`, so many of a kind (by view) at most; each is opened once."""
    waiting, seen, kinds = list(start), set(start), Counter()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        page = Page(path, answer.content.decode())
        yield page
        for link in page.links:
            target = urlsplit(link)
            address = f"{target.path}?{target.query}" if target.query else target.path
            if target.netloc or not target.path.startswith(inside) or address in seen or "export" in target.query:
                continue
            kind = resolve(target.path).view_name
            if kinds[kind] < of_a_kind:
                kinds[kind] += 1
                seen.add(address)
                waiting.append(address)
