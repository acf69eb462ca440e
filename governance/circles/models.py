from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.people.models import Person, on_day


class Circle(models.Model):
    """A group that decides in its domain."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), unique=True)
    aim = models.TextField(_("aim"))
    domain = models.TextField(_("domain"), blank=True)
    icon = models.CharField(_("icon"), max_length=30, default="circle-dot")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("inside"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class TermQuerySet(models.QuerySet["models.Model"]):
    def on(self, day: date) -> "TermQuerySet":
        """The rows in force on a day."""
        return self.filter(on_day(day))


class Membership(models.Model):
    """A person's place in a circle, for a time."""

    circle = models.ForeignKey(
        Circle, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("circle")
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle membership")
        verbose_name_plural = _("circle memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "person"],
                condition=Q(to_on=None),
                name="circles_one_place",
                violation_error_message=_("This person sits in this circle already."),
            ),
            models.CheckConstraint(
                name="circles_membership_ends_after_start",
                violation_error_message=_("This term ends before it starts. Pick a later end."),
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.circle}"


class Role(models.Model):
    """A mandate that a circle gives."""

    class Kind(models.TextChoices):
        LEADER = "leader", _("leader")
        FACILITATOR = "facilitator", _("facilitator")
        SECRETARY = "secretary", _("secretary")
        DELEGATE = "delegate", _("delegate")
        OTHER = "other", _("other role")

    circle = models.ForeignKey(
        Circle, on_delete=models.CASCADE, related_name="roles", verbose_name=_("circle")
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["circle", "pk"]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """A role held by a person, for a term."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="mandates", verbose_name=_("role"))
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                name="circles_mandate_ends_after_start",
                violation_error_message=_("This term ends before it starts. Pick a later end."),
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.person}"
