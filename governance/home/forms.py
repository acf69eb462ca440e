from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.stamps import Seen, stamp, still
from members.people.actions.names import rename_on_page
from members.people.models import Person


class MeForm(Seen, forms.ModelForm):
    """What a person says of themselves, and how the house speaks to them.

    Whoever has a place here is called as the registers call them: their form has no name, and no stamp, since nobody
    else writes the rest.
    """

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "language", "theme")
        field_classes = {"given_name": LineField, "family_name": LineField}
        help_texts = {"theme": _("Light, dark, or as your device has it")}

    def __init__(self, *args: Any, name_is_kept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = (self.instance.given_name, self.instance.family_name)
        self.initial["seen"] = stamp(*self.was)
        if name_is_kept:
            del self.fields["given_name"], self.fields["family_name"], self.fields["seen"]

    def write(self, request: HttpRequest) -> None:
        """Write what was said. Raises a Refusal where a name may not be taken, or Overtaken; nothing is written then."""
        names = {
            name: self.cleaned_data[name] for name in ("given_name", "family_name") if name in self.fields
        }
        person = self.instance
        person.given_name, person.family_name = self.was
        with transaction.atomic():
            if names:
                self._called_so_still()
                rename_on_page(request, person, **names)
            person.save(update_fields=["language", "theme"])

    def _called_so_still(self) -> None:
        """Those who keep the house may have corrected a name meanwhile."""
        now = Person.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        still(self.cleaned_data["seen"], stamp(now.given_name, now.family_name), stands=str(now))


class ForgetForm(forms.Form):
    """The one thing to tick."""

    understood = forms.BooleanField(
        label=_("I have taken away what I want to keep, and I want to be forgotten"),
        error_messages={"required": _("Read what goes and what stays, then tick.")},
    )
