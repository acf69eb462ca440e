"""Going on as somebody of the same household: what signing in as them asks is asked, and no duty comes with it."""

from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.fields import PasswordField
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.second_factor import WENT_ON
from members.people.actions.households import note_switch
from members.people.models import Person

CAME_FROM = "came_from"


class TheirPasswordForm(forms.Form):
    """The password of whom one goes on as."""

    password = PasswordField(label=_("Password"), autocomplete="current-password")

    def __init__(self, *args: Any, request: HttpRequest, housemate: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.housemate = request, housemate

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        # Counted apart from their own tries: nobody of a household shuts another out.
        door = f"household-{self.housemate.pk}"
        if not ratelimit.consume(self.request, action="login_failed", key=door):
            raise forms.ValidationError(_("Too many tries. Wait a few minutes, then try again."))
        if not self.housemate.check_password(password):
            raise forms.ValidationError(_("This is not their password."))
        ratelimit.clear(self.request, action="login_failed", key=door)
        return password


def go_on(request: HttpRequest, housemate: Person) -> HttpResponse:
    """Sign out, and sign in as somebody else of the household; their second factor is asked if they have one."""
    came_from = request.user.pk
    logout(request)
    if housemate.has_usable_password():
        record_authentication(request, housemate, method="password")
    # The desk vouches for the address that a household shares, and who is reached through another has none to confirm.
    login = Login(
        user=housemate, email_verification=EmailVerificationMethod.NONE, signal_kwargs={CAME_FROM: came_from}
    )
    return perform_login(request, login)


def arrived(request: HttpRequest, person: Person, came_from: int) -> None:
    """Note that somebody has gone on as this person: in the session, where no duty counts from now on, and in the journal."""
    request.session[WENT_ON] = came_from
    note_switch(Person.objects.get(pk=came_from), person)
    messages.success(request, _now("You are %(name)s now.") % {"name": person})


def same_household(person: Person, other_person: Person) -> bool:
    """Whether two people share an address: whoever reads the mails of one reads those of the other."""
    roots = {person.mail_through_id or person.pk, other_person.mail_through_id or other_person.pk}
    return len(roots) == 1 and person.pk != other_person.pk
