"""Fields that every form may use: a text of one line; a day and a moment, picked in the browser's calendar, and never so far away that nothing can be reckoned from them."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.hours import NoSuchHour, instant_of
from core.legible import line

# Before the first cooperatives, and after everybody who reads this: a year beyond is a slip of the hand, and
# a day more, or another time zone, may lead out of the calendar.
FIRST, LAST = date(1800, 1, 1), date(2199, 12, 31)
IMPLAUSIBLE = _("This date is too far away. Check the year.")


class LineField(forms.CharField):
    """A text of one line, such as a title or a name: without the signs that nobody sees, nor those that break or turn it."""

    def to_python(self, value: Any) -> str:
        return line(str(super().to_python(value) or ""))


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, **kwargs})
        self.validators += [MinValueValidator(FIRST, IMPLAUSIBLE), MaxValueValidator(LAST, IMPLAUSIBLE)]


class MomentField(forms.DateTimeField):
    """A day and an hour on the wall; not the one that the clock skips in spring, nor the one that it strikes twice in autumn."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"widget": widget, **kwargs})
        first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (FIRST, LAST))
        self.validators += [MinValueValidator(first, IMPLAUSIBLE), MaxValueValidator(last, IMPLAUSIBLE)]

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as problem:
            local = (problem.params or {}).get("datetime")
            if problem.code != "ambiguous_timezone" or not isinstance(local, datetime):
                raise
            try:
                return instant_of(local, ZoneInfo(timezone.get_current_timezone_name()))
            except NoSuchHour as hour:
                raise forms.ValidationError(str(hour)) from None
