"""What is called, and what is on its agenda."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.people.models import Member


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def coming(self) -> "MeetingQuerySet":
        """The meetings that are not over, soonest first."""
        return self.filter(closed_at=None).order_by("meets_at")


class Meeting(models.Model):
    """One meeting of members, on one call: what proxies, presence and postal forms are given for."""

    title = models.CharField(_("title"), max_length=160)
    meets_at = models.DateTimeField(_("meets on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Who is on the register that day may take part.
    record_on = models.DateField(_("record date"))
    chair = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chairs",
        verbose_name=_("chair"),
    )
    # The first call, of which this one is the second.
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="second_call"
    )
    # The highest number that a question ever had, of the first call too: none is used again.
    last_number = models.PositiveSmallIntegerField(default=0)
    # Of a second call: when its agenda became another than that of the first, for which proxies were given.
    another_agenda_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-meets_at"]
        constraints = [
            models.CheckConstraint(
                name="proxies_closed_after_opening",
                condition=Q(closed_at__isnull=True)
                | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def topic(self) -> str:
        return f"sitting.{self.pk}"

    @property
    def call(self) -> int:
        """Which call of the same meeting this is."""
        return 2 if self.follows_id else 1

    @property
    def is_open(self) -> bool:
        """Whether it is being held."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def takes_proxies(self) -> bool:
        """Whether a proxy may still be given: until the meeting opens."""
        return self.opened_at is None and self.closed_at is None


class AgendaItem(models.Model):
    """A question on the agenda, that is put to a vote."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    decision_type = models.CharField(_("kind of vote"), max_length=20, default="ordinary")
    # Presented or approved by the management: blank proxies vote for it, and against all others.
    supported = models.BooleanField(_("approved by the management"), default=True)
    # Proxies in blank and forms that came before say nothing of it; null: it was there from the beginning.
    added_at = models.DateTimeField(null=True)
    # Of a meeting that is over, where no vote was taken: whether too few were there for it at the end; null: not looked at.
    missed = models.BooleanField(null=True)
    # Of a meeting that is over: when what it left undecided went elsewhere; a second call does not ask it.
    gone_at = models.DateTimeField(null=True)
    interested = models.ManyToManyField(
        Member, blank=True, related_name="interested_in", verbose_name=_("interested members")
    )
    # The question of the first call that missed its quorum: it alone has the quorum of a second call.
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="proxies_one_item_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_second_call(self) -> bool:
        """Whether it is asked for the second time because the first call missed its quorum."""
        return self.carried_from_id is not None
