"""Quoting a decision of the register, which lives upstairs and is asked by the name that settings give."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refusal

# What reads as the reference of a decision of this house: its year and its rank.
REFERENCE = re.compile(r"D-([0-9]{4})-([0-9]{1,6})", re.IGNORECASE)


class NotThatDecision(Refusal):
    """A decision that does not conclude what it is quoted for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A decision of the register, as much as an admission or an exclusion must know of it."""

    reference: str
    title: str
    at: datetime
    adopted: bool
    # Its title and its text, in which whom it is about is named.
    words: str
    # Whose it is: "centre", "members", "other", or "" where it was entered from elsewhere.
    body: str = ""
    # The kind of vote, if it was one, and how it was decided, in words.
    kind: str = ""
    how: str = ""

    @property
    def on(self) -> date:
        """The day on which it was taken."""
        return timezone.localdate(self.at)


def decision(reference: str) -> Found | None:
    """The decision that a reference such as D-2026-004 names, if the register holds it."""
    found: Found | None = import_string(settings.DECISION_NAMED)(reference)
    return found


def held(reference: str) -> Found:
    """The decision that a reference names. Raises NotThatDecision where the register does not hold it."""
    found = decision(reference)
    if found is None:
        raise NotThatDecision(
            _("The register holds no decision %(reference)s. Look it up, or have it decided first.")
            % {"reference": reference}
        )
    return found


def adopted(reference: str) -> Found:
    """The same, adopted. Raises NotThatDecision."""
    found = held(reference)
    if not found.adopted:
        raise NotThatDecision(
            _("Decision %(reference)s, “%(title)s”, was not adopted.")
            % {"reference": found.reference, "title": found.title}
        )
    return found


class QuoteField(forms.CharField):
    """By which decision: one of the register by its reference, or in words one that was taken elsewhere, or before it.

    What reads as a reference is looked up; `clean` gives it as the register writes it.
    """

    def __init__(self, **kwargs: Any) -> None:
        said = {
            "label": gettext_lazy("Decision"),
            "help_text": gettext_lazy("Its reference, such as D-2026-004"),
            "max_length": 40,
            "required": False,
        }
        super().__init__(**{**said, **kwargs})

    def clean(self, value: Any) -> str:
        """Look up what reads as a reference. Raises ValidationError where nothing like it was adopted."""
        text = str(super().clean(value)).strip()
        if not REFERENCE.fullmatch(text):
            return text
        try:
            return adopted(text).reference
        except NotThatDecision as refusal:
            raise forms.ValidationError(str(refusal)) from None
