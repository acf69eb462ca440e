from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.files import stored_path
from members.people.models import Member
from votes.rounds.models import Round


class SittingQuerySet(models.QuerySet["Sitting"]):
    def coming(self) -> "SittingQuerySet":
        """The meetings that are not over, soonest first."""
        return self.filter(closed_at=None).order_by("meets_at")


class Sitting(models.Model):
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
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SittingQuerySet.as_manager()

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


class Item(models.Model):
    """A question on the agenda, that is put to a vote."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="items")
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
        ordering = ["sitting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="proxies_one_item_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_second_call(self) -> bool:
        """Whether it is asked for the second time because the first call missed its quorum."""
        return self.carried_from_id is not None


class ProxyQuerySet(models.QuerySet["Proxy"]):
    def standing(self) -> "ProxyQuerySet":
        """The proxies that nobody ended."""
        return self.filter(ended_at=None)

    def in_order(self) -> "ProxyQuerySet":
        """In the order of reception; of two received at the same instant, the one written first."""
        return self.order_by("given_at", "order")

    def of(self, occasion: "Sitting | Round") -> "ProxyQuerySet":
        """Those given for a meeting, or for one vote."""
        return self.filter(sitting=occasion) if isinstance(occasion, Sitting) else self.filter(round=occasion)


class Proxy(models.Model):
    """A member's voice given to another, or in blank to the chair, for a meeting or for one vote."""

    class End(models.TextChoices):
        DECLINED = "declined", _("declined by its holder")
        REVOKED = "revoked", _("taken back by its giver")
        REPLACED = "replaced", _("replaced by a later one")
        REFUSED = "refused", _("refused")
        CAME = "came", _("ended: its giver came")
        AGENDA = "agenda_changed", _("ended: the agenda is not the one it was given on")
        REGISTER = "not_registered", _("ended: one of the two is not on the register of that day")
        MISTAKE = "mistake", _("noted by mistake")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="proxies")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="proxies")
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proxies_given")
    # Null: in blank, to the chair.
    holder = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="proxies_held")
    # Whom it named before the code turned it blank, because they held enough.
    meant_for = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # The order in which they were written here.
    order = models.PositiveIntegerField()
    # When it was received, on paper too: over the limit, the latest received are refused.
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    on_paper = models.BooleanField(default=False)
    scan = models.FileField(upload_to=stored_path, blank=True)
    scan_type = models.CharField(max_length=100, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    # The number of an item → "for", "against", "abstain" or "blank"; items left out are the holder's to judge.
    instructions = models.JSONField(default=dict)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=16, choices=End.choices, blank=True, default="")
    because = models.CharField(max_length=300, blank=True)
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="carried_to"
    )
    # The later written one that ended it, or turned it blank: if that was a mistake, it stands again as it was.
    displaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="displaced")

    objects = ProxyQuerySet.as_manager()

    class Meta:
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proxies_for_one_occasion",
                condition=Q(sitting__isnull=False, round=None)
                | Q(sitting=None, round__isnull=False, holder__isnull=False),
            ),
            models.CheckConstraint(name="proxies_not_to_oneself", condition=~Q(giver=F("holder"))),
            models.CheckConstraint(
                name="proxies_end_says_how",
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.UniqueConstraint(
                fields=["sitting", "giver"], condition=Q(ended_at=None), name="proxies_one_standing_a_sitting"
            ),
            models.UniqueConstraint(
                fields=["round", "giver"], condition=Q(ended_at=None), name="proxies_one_standing_a_round"
            ),
            models.UniqueConstraint(fields=["sitting", "order"], name="proxies_order_of_a_sitting"),
            models.UniqueConstraint(fields=["round", "order"], name="proxies_order_of_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.holder or '–'}"

    @property
    def occasion(self) -> "Sitting | Round":
        """What it was given for."""
        occasion = self.sitting or self.round
        assert occasion is not None
        return occasion

    @property
    def stands(self) -> bool:
        return self.ended_at is None


class Presence(models.Model):
    """A member in the meeting: in the room or on line, from their arrival until they left."""

    class How(models.TextChoices):
        ROOM = "room", _("in the room")
        REMOTE = "remote", _("on line, identified")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="presences")
    how = models.CharField(max_length=6, choices=How.choices)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    # Noted by mistake, and why: they never came.
    mistake = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "member"], condition=Q(left_at=None), name="proxies_here_once"
            ),
            models.CheckConstraint(
                name="proxies_left_after_arrival",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.sitting}"


class PostalFormQuerySet(models.QuerySet["PostalForm"]):
    def counted(self) -> "PostalFormQuerySet":
        """Those that came on time."""
        return self.standing().filter(on_time=True)

    def standing(self) -> "PostalFormQuerySet":
        """Those that were not noted by mistake."""
        return self.filter(mistake="")


class PostalForm(models.Model):
    """A voting form that came by post or by mail before the meeting; late ones are kept, and not counted."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="postal_forms")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="postal_forms")
    on_paper = models.BooleanField(default=True)
    received_at = models.DateTimeField()
    on_time = models.BooleanField()
    # The number of an item → "for", "against", "abstain" or "blank"; no mark is no vote expressed.
    choices = models.JSONField(default=dict)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # The same form as somebody else read it, not seeing the first reading; null until then.
    again = models.JSONField(null=True)
    again_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Noted by mistake, and why: it is kept, and not counted.
    mistake = models.CharField(max_length=300, blank=True, default="")

    objects = PostalFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("postal form")
        verbose_name_plural = _("postal forms")
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "member"], condition=Q(mistake=""), name="proxies_one_form_a_member"
            ),
            models.CheckConstraint(
                name="proxies_form_read_by_two",
                condition=Q(again_by=None) | Q(entered_by=None) | ~Q(again_by=F("entered_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.sitting}"

    @property
    def reading(self) -> str:
        """Where its two readings stand: "waiting", "differ" or "agree"."""
        if self.again is None:
            return "waiting"
        return "agree" if self.again == self.choices else "differ"


def choices_of(source: Any, number: int) -> str | None:
    """What a form or a proxy says of an item; None where it says nothing."""
    said: str | None = source.get(str(number))
    return said
