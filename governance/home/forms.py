from django import forms
from django.utils.translation import gettext_lazy as _

from members.people.models import Person


class MeForm(forms.ModelForm):
    """What a person says of themselves, and how the house speaks to them."""

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "language", "theme")
        help_texts = {"theme": _("Light, dark, or as your device has it")}


class ForgetForm(forms.Form):
    """The one thing to tick."""

    understood = forms.BooleanField(
        label=_("I have taken away what I want to keep, and I want to be forgotten"),
        error_messages={"required": _("Read what goes and what stays, then tick.")},
    )
