"""A form of a page as a browser would send it: every field with what stands in it."""

from html.parser import HTMLParser
from typing import Any

LEFT_OUT = {"submit", "button", "file"}


class Reader(HTMLParser):
    """Reads every form of a page: its address, and its fields by name."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.inside = False
        self.text = self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        name = said.get("name") or ""
        if tag == "form":
            self.forms.append((said.get("action") or "", {}))
            self.inside = True
        elif not self.inside:
            return
        elif tag == "input" and name and said.get("type") not in LEFT_OUT:
            if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self.forms[-1][1][name] = said.get("value") or ("on" if "checked" in said else "")
        elif tag == "textarea":
            self.text, self.forms[-1][1][name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in said or self.select not in self.forms[-1][1]):
            self.forms[-1][1][self.select] = said.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.forms[-1][1][self.text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            written = self.forms[-1][1]
            written[self.text] = written[self.text].removeprefix("\n")
            self.text = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def form_of(page: Any, action: str = "") -> dict[str, str]:
    """The fields of the form of a page that goes to an address; `action` "" is the page itself."""
    reader = Reader()
    reader.feed(page.content.decode())
    (found,) = [fields for where, fields in reader.forms if where == action]
    return found
