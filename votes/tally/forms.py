import re

from django import forms
from django.utils.translation import gettext_lazy as _

# What pasting and typing add: blanks of every kind, dashes, the colon after a label.
_BETWEEN = re.compile(r"[\s\-–.:]+")


class FindForm(forms.Form):
    """Find a ballot by what its voter kept: the code of the receipt, and perhaps its signature."""

    code = forms.CharField(
        label=_("Code of your receipt"),
        help_text=_("32 letters and digits; spaces do not matter."),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    signature = forms.CharField(
        label=_("Signature of your receipt, if you want it checked"),
        help_text=_("128 letters and digits, under the code."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Read a code however it was spaced."""
        code = _BETWEEN.sub("", self.cleaned_data["code"]).lower()
        if not re.fullmatch(r"[0-9a-f]{32}", code):
            raise forms.ValidationError(
                _("This is not the code of a receipt: it has 32 characters, digits and letters from a to f.")
            )
        return code

    def clean_signature(self) -> str:
        """Read a signature however it was spaced; whether it is one is for the answer to say."""
        return _BETWEEN.sub("", self.cleaned_data["signature"]).lower()
