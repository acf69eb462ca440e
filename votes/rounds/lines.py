"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line(
        "round.opened",
        _("A round opened"),
        facts=("round", "on_roll", "closes_at", "text_sha256", "frozen_sha256"),
        optional=("lot_sha256",),
    ),
    Line(
        "round.extended",
        _("A round lasts longer"),
        facts=("round", "before", "closes_at", "because"),
        labels={"before": _("would have closed")},
    ),
    Line(
        "rehearsal.opened",
        _("A rehearsal was opened"),
        facts=("round", "on_roll", "closes_at", "text_sha256", "frozen_sha256"),
        optional=("lot_sha256",),
    ),
)
