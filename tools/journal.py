"""Write the tables of docs/journal.md: every line of the journal, as the rooms declare them.

What stands between the two marks is made here; the rest of the page is written by hand.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs/journal.md"
BEGINS = "<!-- What the rooms declare: `make journal` writes it. -->\n"
ENDS = "<!-- By hand again. -->\n"


def page() -> str:
    """The whole page, with its tables as they are to be."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGINS)
    return before + BEGINS + tables() + "\n" + ENDS + rest.split(ENDS)[1]


def tables() -> str:
    """One table for each room that records: its kinds, what each says, its facts, and who is told."""
    from django.conf import settings
    from django.utils import translation

    with translation.override("en"):
        return "".join(f"{row}\n" for name in settings.JOURNAL_LINES for row in _table(name))


def _table(module: str) -> Iterator[str]:
    from core.journal.lines import declared

    yield f"\n**`{module.removesuffix('.lines').replace('.', '/')}`**\n"
    yield "| kind | what happened | facts | who is told |"
    yield "| --- | --- | --- | --- |"
    # A room above may tell a line too, so each is looked up among all that are declared.
    yield from (_row(declared()[line.kind]) for line in import_module(module).LINES)


def _row(line: Any) -> str:
    facts = ", ".join([*line.facts, *(f"({name})" for name in line.optional)])
    audience = (inspect.getdoc(line.notice.people) or "") if line.notice is not None else ""
    return f"| `{line.kind}` | {line.sentence} | {facts or '—'} | {' '.join(audience.split()) or '—'} |"


def main() -> None:
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
