"""The one organisation of this house, and the human beings who may sign in."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """The one organisation that lives in this house."""

    name = models.CharField(_("name"), max_length=120)
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    purpose = models.CharField(_("purpose, in one sentence"), max_length=300, blank=True)
    contact_email = models.EmailField(_("whom to write to"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="people_one_organisation")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "Person":
        """Create a person; without a password they sign in by a code or a passkey."""
        person = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        person.set_password(password)
        person.save()
        if person.email:
            # The first code typed back proves that the address is theirs.
            EmailAddress.objects.create(user=person, email=person.email, primary=True)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create the first administrator, from the command line."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """A human being who may sign in; what they may do comes from seats, circles and groups."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("as my device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    # Null rather than empty: a member may have no e-mail, and two of them must not collide.
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The name shown to others; never the whole e-mail address."""
        name = f"{self.given_name} {self.family_name}".strip()
        return name or (self.email or "").split("@")[0] or f"#{self.pk}"

    def get_short_name(self) -> str:
        return self.given_name or self.get_full_name()

    @property
    def initials(self) -> str:
        return initials(self.get_full_name())


def initials(name: str) -> str:
    """Return the one or two letters drawn in a seat: first and last word."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
