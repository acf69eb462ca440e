from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.files import stored_path
from governance.meetings.models import Meeting
from members.people.models import Member
from votes.rounds.models import Round


class ProxyQuerySet(models.QuerySet["Proxy"]):
    def standing(self) -> "ProxyQuerySet":
        """The proxies that nobody ended."""
        return self.filter(ended_at=None)

    def in_order(self) -> "ProxyQuerySet":
        """In the order of reception; of two received at the same instant, the one written first."""
        return self.order_by("given_at", "order")

    def of(self, occasion: "Meeting | Round") -> "ProxyQuerySet":
        """Those given for a meeting, or for one vote."""
        return self.filter(meeting=occasion) if isinstance(occasion, Meeting) else self.filter(round=occasion)


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

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="proxies")
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
                condition=Q(meeting__isnull=False, round=None)
                | Q(meeting=None, round__isnull=False, holder__isnull=False),
            ),
            models.CheckConstraint(name="proxies_not_to_oneself", condition=~Q(giver=F("holder"))),
            models.CheckConstraint(
                name="proxies_end_says_how",
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.UniqueConstraint(
                fields=["meeting", "giver"], condition=Q(ended_at=None), name="proxies_one_standing_a_sitting"
            ),
            models.UniqueConstraint(
                fields=["round", "giver"], condition=Q(ended_at=None), name="proxies_one_standing_a_round"
            ),
            models.UniqueConstraint(fields=["meeting", "order"], name="proxies_order_of_a_sitting"),
            models.UniqueConstraint(fields=["round", "order"], name="proxies_order_of_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.holder or '–'}"

    @property
    def occasion(self) -> "Meeting | Round":
        """What it was given for."""
        occasion = self.meeting or self.round
        assert occasion is not None
        return occasion

    @property
    def stands(self) -> bool:
        return self.ended_at is None


class Attendance(models.Model):
    """A member in the meeting: in the room or on line, from their arrival until they left."""

    class How(models.TextChoices):
        ROOM = "room", _("in the room")
        REMOTE = "remote", _("on line, identified")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
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
                fields=["meeting", "member"], condition=Q(left_at=None), name="proxies_here_once"
            ),
            models.CheckConstraint(
                name="proxies_left_after_arrival",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.meeting}"


class PostalFormQuerySet(models.QuerySet["PostalForm"]):
    def counted(self) -> "PostalFormQuerySet":
        """Those that came on time."""
        return self.standing().filter(on_time=True)

    def standing(self) -> "PostalFormQuerySet":
        """Those that were not noted by mistake."""
        return self.filter(mistake="")


class PostalForm(models.Model):
    """A voting form that came by post or by mail before the meeting; late ones are kept, and not counted."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="postal_forms")
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
                fields=["meeting", "member"], condition=Q(mistake=""), name="proxies_one_form_a_member"
            ),
            models.CheckConstraint(
                name="proxies_form_read_by_two",
                condition=Q(again_by=None) | Q(entered_by=None) | ~Q(again_by=F("entered_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.meeting}"

    @property
    def reading(self) -> str:
        """Where its two readings stand: "waiting", "differ" or "agree"."""
        if self.again is None:
            return "waiting"
        return "agree" if self.again == self.choices else "differ"


def choices_of(source: Any, number: int) -> str | None:
    """What a form or a proxy says of an item; None where it says nothing."""
    choice: str | None = source.get(str(number))
    return choice
