"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line(
        "shares.subscription", _("Shares: subscription"), facts=("movement", "shares"), optional=("import",)
    ),
    Line("shares.transfer", _("Shares: transfer"), facts=("movement", "shares"), optional=("import",)),
    Line("shares.refund", _("Shares: refund"), facts=("movement", "shares"), optional=("import",)),
    Line(
        "shares.cancellation", _("Shares: cancellation"), facts=("movement", "shares"), optional=("import",)
    ),
    Line("shares.conversion", _("Shares: conversion"), facts=("movement", "shares"), optional=("import",)),
    Line("shares.correction", _("Shares: correction"), facts=("movement", "shares"), optional=("import",)),
)
