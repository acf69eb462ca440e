"""The forms of the entrance that differ from allauth's."""

from copy import deepcopy
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from members.people.strangers import take_code

LONGEST_CODE = 40


def _ended(field: Any) -> Any:
    """The same field, in which no more can be typed than a code is long."""
    ended = deepcopy(field)
    ended.max_length = LONGEST_CODE
    ended.validators = [*ended.validators, MaxLengthValidator(LONGEST_CODE)]
    return ended


class PasswordForm(LoginForm):  # type: ignore[misc]
    """Signing in with a password, for those who have set one; accounts are made without."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)  # each has its label

    def _setup_password_field(self) -> None:
        """Keep the field: allauth takes it away where signing up asks for no password."""


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that a mail brought: good once, in whichever browser it is typed first."""

    code = _ended(ConfirmLoginCodeForm.base_fields["code"])

    def clean_code(self) -> str:
        code = super().clean_code()
        if not take_code(self.expected_code):
            raise forms.ValidationError(_("This code was used already. Ask for another one below."))
        return str(code)


def _name_of_key(*, required: bool) -> forms.CharField:
    """The name of a passkey: asked for in the reader's language, and with an end."""
    return LineField(label=_("Name of this passkey"), max_length=100, required=required)


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey of somebody who has an account."""

    name = _name_of_key(required=False)


class EditKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = _name_of_key(required=True)


class SignupKeyForm(SignupWebAuthnForm):  # type: ignore[misc]
    """The passkey with which somebody makes an account."""

    name = _name_of_key(required=False)
