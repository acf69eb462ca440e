"""The lines that this room writes in the journal, each declared once."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from core.journal.notices import NoticeKind
from members.people.notices import seats


def _movement(kind: str, sentence: Any, notice: NoticeKind | None = seats.TOUCHED) -> Line:
    """A movement of the register, with the import that brought it along if one did."""
    return Line(kind, sentence, facts=("movement", "shares"), optional=("import",), notice=notice)


LINES = (
    _movement("shares.subscription", _("Shares: subscription"), notice=None),
    _movement("shares.transfer", _("Shares: transfer")),
    _movement("shares.refund", _("Shares: refund")),
    _movement("shares.cancellation", _("Shares: cancellation")),
    _movement("shares.conversion", _("Shares: conversion")),
    _movement("shares.correction", _("Shares: correction")),
)
