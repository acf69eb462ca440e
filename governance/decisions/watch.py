"""What may be wrong with what proves: told to whoever administers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.append_only import unguarded
from core.frozen import thawed
from core.outbox.watch import Trouble
from core.roles import owns_what_it_writes


def of_guards() -> Iterator[Trouble]:
    """Which tables have lost a guard that keeps them as they were."""
    sentence = _("Lines of the table %(table)s could be changed without a trace. Run “manage.py upgrade”.")
    for table in [*unguarded(), *thawed()]:
        yield Trouble(sentence % {"table": table})


def of_role() -> Iterator[Trouble]:
    """Whether the site could do away with those guards itself."""
    if owns_what_it_writes():
        yield Trouble(
            _(
                "The site owns the tables of its own registers. Give it a role of its own: see docs/operate.md."
            )
        )
