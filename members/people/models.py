from datetime import date

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.people.person import Organisation as Organisation
from members.people.person import Person, initials
from members.people.staff import Duty as Duty
from members.people.staff import StaffRole as StaffRole
from members.people.terms import on_day


class College(models.Model):
    """Members whose voices are counted together; their weight is the code social's to say."""

    code = models.SlugField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("college")
        verbose_name_plural = _("colleges")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Status(models.TextChoices):
    """How a seat stands on a day; derived from dates, never stored."""

    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("rights suspended")
    LEFT = "left", _("left")
    AWAITED = "awaited", _("not admitted yet")


def suspended_on(day: date) -> Q:
    """The seats whose rights are suspended on a day, now or in the past; the last day still counts."""
    now = Q(suspended_from__lte=day) & (Q(suspended_to__isnull=True) | Q(suspended_to__gte=day))
    return now | Q(Exists(PastSuspension.objects.filter(on_day(day), member=OuterRef("pk"))))


def stayed_on(day: date) -> Q:
    """The seats that were on the register on a day in an earlier stay."""
    return Q(Exists(PastStay.objects.filter(on_day(day), member=OuterRef("pk"))))


class MemberQuerySet(models.QuerySet["Member"]):
    def on(self, day: date) -> "MemberQuerySet":
        """The members on the register on a day."""
        return self.filter(on_day(day, "admitted_on", "left_on") | stayed_on(day))

    def voting(self, day: date) -> "MemberQuerySet":
        """The members whose rights are whole on a day: on the register and not suspended."""
        return self.on(day).exclude(suspended_on(day))

    def as_of(self, day: date) -> "MemberQuerySet":
        """Say of each row how it stood on a day: `status`, and the college's `college_code` and `college_name`."""
        then = PastCollege.objects.filter(on_day(day), member=OuterRef("pk")).order_by("-from_on")
        code, name = then.values("college__code")[:1], then.values("college__name")[:1]
        before = Q(admitted_on__gt=day) & ~stayed_on(day)
        earlier_stay = Q(Exists(PastStay.objects.filter(to_on__lt=day, member=OuterRef("pk"))))
        return self.annotate(
            status=Case(
                When(before & earlier_stay, then=Value(Status.LEFT)),
                When(before, then=Value(Status.AWAITED)),
                When(left_on__lt=day, then=Value(Status.LEFT)),
                When(suspended_on(day), then=Value(Status.SUSPENDED)),
                default=Value(Status.ACTIVE),
                output_field=models.CharField(),
            ),
            college_code=Coalesce(Subquery(code), F("college__code")),
            college_name=Coalesce(Subquery(name), F("college__name")),
        )

    def named(self) -> "MemberQuerySet":
        """Read of each row what `str` says of it, and no more: a long roll is names."""
        person = ("given_name", "family_name", "email", "forgotten_at")
        return self.select_related("person").only(
            "number", "kind", "name", *(f"person__{name}" for name in person)
        )

    def carried_by(self, person: "Person", day: date) -> "MemberQuerySet":
        """The seats a person acts for on a day: their own, and those they represent."""
        represents = Representative.objects.filter(on_day(day), person=person)
        return self.filter(Q(person=person) | Q(pk__in=represents.values("member_id")))


class Member(models.Model):
    """A seat in the register: a natural person, or an organisation through its representatives."""

    class Kind(models.TextChoices):
        NATURAL = "natural", _("natural person")
        LEGAL = "legal", _("legal person")

    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.NATURAL)
    person = models.OneToOneField(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seat",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name of the organisation"), max_length=120, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True, max_length=500)
    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="members", verbose_name=_("college")
    )
    admitted_on = models.DateField(_("admitted on"))
    admitted_by = models.CharField(_("admitted by decision"), max_length=40, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    left_because = models.CharField(_("reason for leaving"), max_length=300, blank=True)
    left_by = models.CharField(_("left by decision"), max_length=40, blank=True)
    suspended_from = models.DateField(_("rights suspended from"), null=True, blank=True)
    suspended_to = models.DateField(_("rights suspended until"), null=True, blank=True)
    suspended_because = models.CharField(_("reason for the suspension"), max_length=300, blank=True)
    # Written agreement to be convened by e-mail, revocable (C. com. R225-63).
    e_notice_on = models.DateField(_("agreed to notices by e-mail on"), null=True, blank=True)
    in_directory = models.BooleanField(_("shown to other members in the directory"), default=True)
    shows_email = models.BooleanField(_("e-mail shown to other members"), default=False)

    # What as_of() adds.
    status: str
    college_code: str
    college_name: str

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="people_member_is_person_or_organisation",
                condition=Q(kind="natural", person__isnull=False, name="")
                | (Q(kind="legal", person__isnull=True) & ~Q(name="")),
            ),
            models.CheckConstraint(
                name="people_member_leaves_after_entry",
                violation_error_message=_("A member leaves on or after the day of admission."),
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("admitted_on")),
            ),
            models.CheckConstraint(
                name="people_suspension_ends_after_start",
                violation_error_message=_("This term ends before it starts. Pick a later end."),
                condition=Q(suspended_to__isnull=True) | Q(suspended_to__gte=F("suspended_from")),
            ),
        ]

    def __str__(self) -> str:
        if self.person is not None and self.person.forgotten_at is not None:
            return gettext("Former member no. %(number)d") % {"number": self.number}
        return self.name if self.kind == self.Kind.LEGAL else str(self.person)

    @property
    def initials(self) -> str:
        return initials(str(self))


class PastCollege(models.Model):
    """A college that a member was in before the present one, from a day to a day."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="past_colleges")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    decision = models.CharField(_("left by decision"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("past college")
        verbose_name_plural = _("past colleges")
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                name="people_past_college_ends_after_start", condition=Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(fields=["member", "from_on"], name="people_one_college_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.college}"


class PastSuspension(models.Model):
    """A time during which a member's rights were suspended, before the one noted on the seat."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="past_suspensions")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    because = models.CharField(_("reason for the suspension"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("past suspension")
        verbose_name_plural = _("past suspensions")
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                name="people_past_suspension_ends_after_start", condition=Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(fields=["member", "from_on"], name="people_one_suspension_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.from_on}"


class PastStay(models.Model):
    """A membership that ended before the member came back to the same seat."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="past_stays")
    from_on = models.DateField(_("admitted on"))
    to_on = models.DateField(_("left on"))
    admitted_by = models.CharField(_("admitted by decision"), max_length=40, blank=True)
    left_because = models.CharField(_("reason for leaving"), max_length=300, blank=True)
    left_by = models.CharField(_("left by decision"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("past membership")
        verbose_name_plural = _("past memberships")
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                name="people_past_stay_ends_after_start", condition=Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(fields=["member", "from_on"], name="people_one_stay_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.from_on}"


class Interest(models.Model):
    """Something that may pull a member two ways, declared by them or at the desk, for a time."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="interests", verbose_name=_("member")
    )
    what = models.CharField(_("the interest"), max_length=300)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="people_interest_ends_after_start",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return self.what


class Representative(models.Model):
    """The one person who acts for a legal person, for a time."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="representatives", verbose_name=_("member")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="represents", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(to_on=None),
                name="people_one_current_representative",
                violation_error_message=_(
                    "An organisation has one representative at a time: end the other’s term first."
                ),
            ),
            models.CheckConstraint(
                name="people_representative_ends_after_start",
                violation_error_message=_("This term ends before it starts. Pick a later end."),
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.member}"


class StakeholderGroup(models.Model):
    """A category of persons around the organisation: employees, clients, users, partners…"""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    people = models.ManyToManyField(
        Person, through="Stake", related_name="stakeholder_groups", verbose_name=_("people")
    )

    class Meta:
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Stake(models.Model):
    """A person's place in a stakeholder group, for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, verbose_name=_("person"))
    group = models.ForeignKey(
        StakeholderGroup, on_delete=models.CASCADE, related_name="stakes", verbose_name=_("group")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("stake")
        verbose_name_plural = _("stakes")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(to_on=None),
                name="people_one_current_stake",
                violation_error_message=_("This person is in this group already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.group}"
