"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("round.shut", _("A round was closed; its count waits to be proclaimed"), facts=("round",)),
    Line(
        "round.closed",
        _("A round was closed and counted"),
        facts=("round", "adopted", "sha256"),
        optional=("lot_nonce", "box_sha256"),
    ),
    Line("round.cancelled", _("A round was cancelled"), facts=("round", "because")),
    Line(
        "rehearsal.closed",
        _("A rehearsal was closed and counted"),
        facts=("round", "adopted", "sha256"),
        optional=("lot_nonce", "box_sha256"),
    ),
    Line("rehearsal.wiped", _("A rehearsal was wiped"), facts=("round",)),
)
