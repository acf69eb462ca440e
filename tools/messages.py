"""Gather every translatable string into locale/fr, and compile it; no gettext programs needed.

    python -m tools.messages          (or `make messages`, after changing a sentence)

English is what the code says; French is what locale/fr says. A test fails while a sentence is missing.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/fr/LC_MESSAGES/django.po"
# What libraries say in words that are not ours, written by hand; an entry that they no longer say is found by a test.
LIBRARIES = ROOT / "locale/libraries/fr/LC_MESSAGES/django.po"
ROOMS = ("config", "core", "members", "votes", "governance", "demo")
# What translates, with the number of literals it takes; another name of this module would be read past.
MODULE = "django.utils.translation"
CALLS = {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
UNREAD = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}


@dataclass(frozen=True, order=True)
class Message:
    """A sentence of the code, with its plural where it has one, and where it stands."""

    singular: str
    plural: str
    place: str


def in_python(source: str, place: str) -> Iterator[Message]:
    """Find the calls that translate a literal, whatever name a file imports them under."""
    tree = ast.parse(source)
    names = _names(tree, place)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        # `translation.gettext(…)` too, whatever the module is called.
        called = CALLS.get(node.func.attr, 0) if isinstance(node.func, ast.Attribute) else 0
        count = names.get(node.func.id, 0) if isinstance(node.func, ast.Name) else called
        words = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
        if count and len(words) == count and all(isinstance(word, str) for word in words):
            yield Message(words[0], words[1] if count == 2 else "", place)


def _names(tree: ast.Module, place: str) -> dict[str, int]:
    """Under which names a file translates: name → number of literals."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            for alias in node.names:
                if alias.name in UNREAD:
                    raise ValueError(f"{place}: {alias.name} is not gathered; say it with gettext")
                if alias.name in CALLS:
                    names[alias.asname or alias.name] = CALLS[alias.name]
    return names


def in_template(path: Path) -> Iterator[Message]:
    """Find {% translate %}, {% blocktranslate %} and _("…") in one template."""
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    source = path.read_text(encoding="utf-8")
    nodes = engines["django"].engine.from_string(source).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        literal = node.filter_expression.var
        # Django doubles the percent signs of a template before it looks its words up.
        yield Message(str(getattr(literal, "literal", literal)).replace("%", "%%"), "", where(path))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        singular, _vars = node.render_token_list(node.singular)
        plural = node.render_token_list(node.plural)[0] if node.plural else ""
        yield Message(singular, plural, where(path))
    for literal in re.findall(r"""_\("([^"]+)"\)""", source):
        yield Message(literal, "", where(path))


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def messages() -> dict[tuple[str, str], list[str]]:
    """Every sentence of the project: (singular, plural) → where it stands."""
    places: dict[tuple[str, str], list[str]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for message in in_python(path.read_text(encoding="utf-8"), where(path)):
                places.setdefault((message.singular, message.plural), []).append(message.place)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            for message in in_template(path):
                places.setdefault((message.singular, message.plural), []).append(message.place)
    return places


def merge() -> polib.POFile:
    """Bring the catalogue up to date: new sentences empty, gone ones dropped, others as they were."""
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    stored = {(entry.msgid, entry.msgid_plural): entry for entry in old}
    fresh = polib.POFile()
    fresh.metadata = {
        "Language": "fr",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for (singular, plural), places in sorted(messages().items()):
        before = stored.get((singular, plural))
        entry = polib.POEntry(
            msgid=singular,
            msgid_plural=plural,
            msgstr=before.msgstr if before else "",
            occurrences=[(place, "") for place in sorted(set(places))],
            flags=["python-format"] if re.search(r"%\(\w+\)s", singular) else [],
        )
        if plural:
            entry.msgstr_plural = before.msgstr_plural if before else {0: "", 1: ""}
        fresh.append(entry)
    return fresh


def main() -> None:
    import django
    from django.conf import settings

    if not settings.configured:
        django.setup()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue = merge()
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    polib.pofile(str(LIBRARIES)).save_as_mofile(str(LIBRARIES.with_suffix(".mo")))
    missing = catalogue.untranslated_entries()
    for entry in missing:
        print(f"missing: {entry.msgid!r}")
    print(f"{len(catalogue)} sentences, {len(missing)} not translated")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
