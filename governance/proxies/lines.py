"""The lines that this room writes in the journal, each declared once: proxies and postal forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from governance.proxies import notices

PROXY = ("proxy", "giver", "holder")


def _step(kind: str, sentence: Any, title: Any, lead: Any) -> Line:
    """A step in the life of a proxy: what the journal says of it, and what both sides read."""
    return Line(kind, sentence, facts=PROXY, notice=notices.step(kind, title, lead))


LINES = (
    Line("proxy.given", _("A proxy was given"), facts=PROXY, notice=notices.GIVEN),
    _step(
        "proxy.accepted",
        _("A proxy was accepted"),
        _("%(holder)s will carry the voice of %(giver)s"),
        _("For “%(title)s”. Nothing more to do; it can be taken back until it is used."),
    ),
    _step(
        "proxy.declined",
        _("A proxy was declined"),
        _("%(holder)s declines the voice of %(giver)s"),
        _("For “%(title)s”. %(because)s %(giver)s may ask somebody else, or come."),
    ),
    _step(
        "proxy.refused",
        _("A proxy was refused"),
        _("A proxy was refused: %(title)s"),
        _("%(holder)s carries as many proxies as the code allows. %(giver)s may ask somebody else, or come."),
    ),
    _step(
        "proxy.revoked",
        _("A proxy was taken back"),
        _("%(giver)s takes their voice back"),
        _("For “%(title)s”: it is not carried any more."),
    ),
    _step(
        "proxy.replaced",
        _("A proxy was replaced"),
        _("%(giver)s gave their voice otherwise"),
        _("For “%(title)s”: the proxy received later goes before this one, which does not stand."),
    ),
    _step(
        "proxy.came",
        _("A proxy ended: its giver came"),
        _("%(giver)s came"),
        _("“%(title)s”: the proxy ends, and their own voice is theirs."),
    ),
    _step(
        "proxy.carried",
        _("A proxy went on to the second call"),
        _("A proxy goes on to the second call"),
        _(
            "“%(title)s” is called again: %(giver)s is still represented by %(holder)s, unless one of them says no."
        ),
    ),
    _step(
        "proxy.chair_changed",
        _("A proxy in blank goes to another chair"),
        _("Another member chairs “%(title)s”"),
        _("The voice that %(giver)s gave in blank goes to the chair, who is %(chair)s now."),
    ),
    _step(
        "proxy.agenda_changed",
        _("A proxy ended: the agenda changed"),
        _("A proxy ended: the agenda changed"),
        _(
            "“%(title)s” has another agenda than the one it was given on. %(giver)s may give it again, or come."
        ),
    ),
    _step(
        "proxy.not_registered",
        _("A proxy ended: the meeting was moved"),
        _("A proxy ended: the meeting was moved"),
        _("“%(title)s” is held another day, and %(giver)s or %(holder)s is not on the register of that day."),
    ),
    _step(
        "proxy.mistake",
        _("A paper proxy was noted by mistake"),
        _("A proxy was noted by mistake"),
        _("For “%(title)s”, %(giver)s. %(because)s It does not stand."),
    ),
    _step(
        "proxy.stands_again",
        _("A proxy that a mistake had ended stands again"),
        _("A proxy stands again"),
        _("For “%(title)s”, %(giver)s: what had ended it was noted by mistake."),
    ),
    _step(
        "proxy.not_again",
        _("A proxy that a mistake had ended could not stand again"),
        _("A proxy cannot stand again"),
        _(
            "For “%(title)s”, %(giver)s: what had ended it was noted by mistake, but another proxy or a presence goes before it now. %(giver)s may give it anew until the meeting opens, or come."
        ),
    ),
    Line("sitting.form_received", _("A postal form was received"), facts=("sitting", "member", "on_time")),
    Line(
        "sitting.form_read_again",
        _("A postal form was read a second time"),
        facts=("sitting", "member", "agrees"),
    ),
    Line(
        "sitting.form_set_aside",
        _("A postal form was noted by mistake"),
        facts=("sitting", "member", "because"),
    ),
    Line(
        "sitting.form_in_time",
        _("A postal form is in time: its meeting was moved"),
        facts=("sitting", "member"),
    ),
)

# Lines of rooms below that concern whoever gave a proxy or a form.
EXTRA_NOTICES = {
    "code.enacted": notices.OTHER_RULES,
    "sitting.revised": notices.OTHER_RULES,
    "sitting.item_removed": notices.TAKEN_OFF,
}
