"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("proxy.given", _("A proxy was given"), facts=("proxy", "giver", "holder")),
    Line("proxy.accepted", _("A proxy was accepted"), facts=("proxy", "giver", "holder")),
    Line("proxy.declined", _("A proxy was declined"), facts=("proxy", "giver", "holder")),
    Line("proxy.refused", _("A proxy was refused"), facts=("proxy", "giver", "holder")),
    Line("proxy.revoked", _("A proxy was taken back"), facts=("proxy", "giver", "holder")),
    Line("proxy.replaced", _("A proxy was replaced"), facts=("proxy", "giver", "holder")),
    Line("proxy.came", _("A proxy ended: its giver came"), facts=("proxy", "giver", "holder")),
    Line("proxy.carried", _("A proxy went on to the second call"), facts=("proxy", "giver", "holder")),
    Line(
        "proxy.chair_changed", _("A proxy in blank goes to another chair"), facts=("proxy", "giver", "holder")
    ),
    Line("proxy.agenda_changed", _("A proxy ended: the agenda changed"), facts=("proxy", "giver", "holder")),
    Line(
        "proxy.not_registered", _("A proxy ended: the meeting was moved"), facts=("proxy", "giver", "holder")
    ),
    Line("proxy.mistake", _("A paper proxy was noted by mistake"), facts=("proxy", "giver", "holder")),
    Line(
        "proxy.stands_again",
        _("A proxy that a mistake had ended stands again"),
        facts=("proxy", "giver", "holder"),
    ),
    Line(
        "proxy.not_again",
        _("A proxy that a mistake had ended could not stand again"),
        facts=("proxy", "giver", "holder"),
    ),
    Line("sitting.arrived", _("A member came to a meeting"), facts=("sitting", "member")),
    Line("sitting.left", _("A member left a meeting"), facts=("sitting", "member")),
    Line("sitting.never_came", _("A presence was noted by mistake"), facts=("sitting", "member", "because")),
    Line(
        "sitting.never_left", _("A departure was noted by mistake"), facts=("sitting", "member", "noted_at")
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
