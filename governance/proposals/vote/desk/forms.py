"""What whoever leads a vote fills in: until when it lasts, and why."""

import contextlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clock import database_now
from core.errors import Refusal
from votes.rounds.deadline import deadline


class DeadlineField(forms.Field):
    """A time read as the clock on the wall, which may skip an hour or show one twice.

    Django's own field would turn it into an instant first, and hide which of the two it was.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        zone = timezone.get_current_timezone()
        assert isinstance(zone, ZoneInfo)
        try:
            return deadline(self.parse(str(value).strip()), zone, database_now())
        except Refusal as no:
            raise forms.ValidationError(str(no)) from no

    def parse(self, typed: str) -> datetime:
        for form in self.formats:
            with contextlib.suppress(ValueError):
                return datetime.strptime(typed, form)
        raise forms.ValidationError(_("Write a day and an hour, such as 24/12/2026 18:00."))


class ExtendForm(forms.Form):
    """Until when an open vote lasts instead, and why."""

    closes = DeadlineField(label=_("Voting closes on"))
    because = forms.CharField(
        label=_("Why does it last longer?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everyone concerned will read it"),
    )


class AgainForm(forms.Form):
    """Until when the same question is voted on once more."""

    closes = DeadlineField(label=_("Voting closes on"))


class CancelForm(forms.Form):
    """Why an open vote is cancelled."""

    because = forms.CharField(
        label=_("Why is this vote cancelled?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everyone concerned will read it"),
    )
