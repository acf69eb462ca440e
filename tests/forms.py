"""The forms of a page, and what a browser would send of them: the values as they stand, hidden ones included."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Form:
    """Where a form is sent, and what it holds."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads the forms that a page posts, in the order of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = dict(attrs)
        if tag == "form":
            self._form = Form(said.get("action") or "")
            if said.get("method") == "post":
                self.found.append(self._form)
        elif self._form is not None:
            self._control(tag, said)

    def _control(self, tag: str, said: dict[str, Any]) -> None:
        name = said.get("name") or ""
        if tag == "input" and said.get("type") not in {"submit", "file", "image"}:
            if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self._add(name, said.get("value") or ("on" if "checked" in said else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self._add(self._select, said.get("value") or "")
        elif tag == "textarea":
            self._text = name
            self._add(name, "")

    def _add(self, name: str, value: str) -> None:
        if name and self._form is not None:
            self._form.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._text and self._form is not None:
            self._form.fields[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._text = ""


def form_to(page: str, address: str, here: str = "") -> Form | None:
    """The form of a page that is sent to an address; one without an action is sent to where it stands.

    Where an address names no query, what one says of the list that the form stands on does not matter.
    """
    forms = Forms(page).found
    sent = [(form.action or here).partition("#")[0] for form in forms]
    known = [one if "?" in address else one.partition("?")[0] for one in sent]
    return next((form for form, one in zip(forms, known, strict=True) if one == address), None)


def press(client: Any, page: str, address: str, **more: Any) -> Any:
    """Send the form of a page as it stands there: what somebody does who reads it and presses its button."""
    form = form_to(client.get(page).content.decode(), address)
    assert form is not None, f"{page} has no form to {address}"
    return client.post(address, form.fields, **more)
