"""The nine digits that name a French organisation, and the field that asks for them."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def is_siren(text: str) -> bool:
    """Whether nine digits pass the Luhn key of the SIREN."""
    if not re.fullmatch(r"[0-9]{9}", text):
        return False
    doubled = (int(digit) * (2 if k % 2 else 1) for k, digit in enumerate(text))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


class SirenField(forms.CharField):
    """A SIREN, typed with or without spaces; empty is allowed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("SIREN"))
        kwargs.setdefault("help_text", _("The nine digits of the organisation"))
        # Typed in three groups, it is eleven characters long.
        super().__init__(**{**kwargs, "max_length": 11, "required": False})

    def clean(self, value: Any) -> str:
        """Return the nine digits. Raises ValidationError when the key does not hold."""
        siren = re.sub(r"\s", "", super().clean(value))
        if siren and not is_siren(siren):
            raise forms.ValidationError(_("A SIREN has nine digits, and its key must hold: check it."))
        return siren
