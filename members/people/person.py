"""The one organisation of this house, and the human beings who may sign in."""

from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.prose.names import NameKey, NameLook
from core.second_factor import proven_twice
from members.people.terms import on_day

NAMES = {"given_name", "family_name"}
MADE_OF_NAMES = ("name_key", "name_look")


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


class PersonQuerySet(models.QuerySet["Person"]):
    def unreachable(self) -> "PersonQuerySet":
        """Those who have no address, their own or a household's: they are told by letter, or in person."""
        return self.filter(Q(mail_through=None) | Q(mail_through__email=None), email=None, is_active=True)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        """Write rows; where names are among the fields, their keys and looks are written too, as `save` does."""
        people, written = list(objs), set(fields)
        if NAMES & written:
            derived: list[Any] = [self.model._meta.get_field(name) for name in MADE_OF_NAMES]
            for person in people:
                for field in derived:
                    field.pre_save(person, add=False)
            written |= set(MADE_OF_NAMES)
        return super().bulk_update(people, sorted(written), *args, **kwargs)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
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
    name_key = NameKey(of=("given_name", "family_name"))
    name_look = NameLook(of=("given_name", "family_name"))
    # Somebody of the same household who lends their address: mails go there, and so does signing in.
    mail_through = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="household",
        verbose_name=_("reached through"),
    )
    # Two rows that turned out to be one person: this one signs what it signed, and does no more.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    forgotten_at = models.DateTimeField(null=True, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Whoever set the house up, from the command line; others are given a duty for a term (StaffRole).
    is_staff = models.BooleanField(_("administrator without a term"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    # What the session through which they are here has proven (core.second_factor.mark); never stored with them.
    proof: Any = None
    proof_holds: bool | None = None
    # What they are here, beside their name as an author (governance.circles.marks); None until it was looked up.
    mark: str | None = None

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="people_one_way_to_write",
                condition=Q(mail_through=None) | (Q(email=None) & ~Q(mail_through=F("pk"))),
                violation_error_message=_(
                    "Somebody has an address of their own, or is reached through another: not both."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; where a name is among the fields, its key and its look are written too."""
        named = kwargs.get("update_fields")
        if named is not None and NAMES & set(named):
            kwargs["update_fields"] = {*named, *MADE_OF_NAMES}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name shown to others; nothing of the e-mail address, which anybody may make look like a name."""
        if self.forgotten_at is not None:
            return gettext("Somebody who left")
        name = f"{self.given_name} {self.family_name}".strip()
        return name or gettext("Account %(number)d") % {"number": self.pk or 0}

    @property
    def named(self) -> str:
        """The name with the mark that was looked up, if there is one: "Gus Noir (Clients)"."""
        return f"{self} ({self.mark})" if self.mark else str(self)

    def get_short_name(self) -> str:
        return self.given_name or self.get_full_name()

    @property
    def mail_to(self) -> str:
        """Where mails to this person go: their address, their household's, or nowhere."""
        through = self.mail_through
        return self.email or (through.email if through else "") or ""

    @property
    def initials(self) -> str:
        """Of the name; a question mark for an account that gave none."""
        named = self.given_name or self.family_name or self.forgotten_at
        return initials(self.get_full_name()) if named else "?"

    @cached_property
    def duties_held(self) -> frozenset[str]:
        """The duties that this person holds today: "administrator", "secretary", "teller", "auditor"."""
        duties = self.staff_roles.filter(on_day(timezone.localdate())).values_list("duty", flat=True)
        return frozenset(duties) | ({"administrator"} if self.is_staff else frozenset())

    @property
    def duties(self) -> frozenset[str]:
        """What counts of it: all, where the session they are here through has proven who they are; nothing elsewhere."""
        return self.duties_held if self.duties_held and proven_twice(self) else frozenset()

    @property
    def awaits_proof(self) -> bool:
        """Whether a duty of theirs does not count, because this session has not proven who they are."""
        return bool(self.duties_held) and not proven_twice(self)

    @property
    def is_administrator(self) -> bool:
        """Whether the back office opens to this person now."""
        return self.is_active and "administrator" in self.duties


def initials(name: str) -> str:
    """Return the one or two letters drawn in a seat: first and last word."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
