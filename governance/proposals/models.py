import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Now
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.code.models import Edition
from governance.decisions.models import Decision, Visibility, in_part, may_see, visible_to
from governance.meetings.models import AgendaItem
from governance.proposals.ways import ways
from members.people.models import Person
from votes.rounds.models import Round, Voice


class State(models.TextChoices):
    """Where a proposal stands; derived from dates, never stored."""

    DRAFT = "draft", _("Draft")
    DISCUSSED = "discussed", _("Under discussion")
    VOTING = "voting", _("Voting is open")
    AGAIN = "again", _("To be voted on again")
    COUNTING = "counting", _("Closed, being counted")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Not adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def rolls(subjects: Any) -> models.QuerySet[Voice]:
    """The rolls of the votes on some proposals that opened and stand: neither a rehearsal, nor one that was cancelled."""
    return Voice.objects.filter(
        round__subject__in=subjects,
        round__opened_at__isnull=False,
        round__cancelled_at=None,
        round__rehearsal=False,
    )


def nobody_went_on() -> Q:
    """Nothing was decided, prepared for it, put on an agenda, or written in a draft beside the author's own words."""
    return _of_all(way.untouched() for way in ways()) & Q(item=None, amends=None)


def _of_all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions, Q())


def _whole(standing: Standing) -> Q:
    whole = Q(submitted_at__isnull=False) & visible_to(standing)
    if standing.person is None:
        return whole
    own = Q(author=standing.person)
    return whole | (own if standing.keeps else own & Q(submitted_at=None))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, standing: Standing) -> "ProposalQuerySet":
        """What a person may read whole, discussion included; `may_read_whole` says it of one row.

        A draft is its author's alone. Once it is open to others it is theirs whom it is for, and its author is one
        of them or is not; those who keep the registers go on reading what they prepared for a circle to decide.
        """
        return self.filter(_whole(standing))

    def known_to(self, standing: Standing) -> "ProposalQuerySet":
        """What a person may know of: text, documents, vote and result, and no more where they may not read it whole.

        Beside what they may read whole: what they wrote, unless somebody else went on with it, and what they are on the roll of, or were, for whoever
        may vote may read what they vote on, and what came of it. A vote that was cancelled gives nothing: the text
        goes on without it. A text that was voted on is frozen, so nothing written later is in it.
        """
        if standing.person is None:
            return self.visible_to(standing)
        subject = Concat(Value("proposal."), Cast(OuterRef("pk"), models.CharField()))
        on_roll = rolls([subject]).filter(standing.voices())
        by_others = Version.objects.filter(proposal=OuterRef("pk")).exclude(author=standing.person)
        theirs = Q(author=standing.person) & ~Exists(by_others) & nobody_went_on()
        return self.filter(_whole(standing) | theirs | Exists(on_roll))

    def current(self) -> "ProposalQuerySet":
        """Bring along what every page shows, and the database's clock as `now`."""
        return self.select_related("author", "circle", "round", "decision", "item__meeting").annotate(
            now=Now()
        )

    def ended_in_part(self) -> "ProposalQuerySet":
        """Say of each row, as `ended_in_part`, whether its decision chose some and left the rest open."""
        chose_some = models.ExpressionWrapper(in_part("decision__"), models.BooleanField())
        return self.annotate(ended_in_part=chose_some)

    def amending(self) -> "ProposalQuerySet":
        """The amendments of the code social that are put to a vote, and not decided."""
        return self.filter(
            amends__frozen_at__isnull=False, amends__enacted_at=None, decision=None, withdrawn_at=None
        ).select_related("amends__base")

    def at(self, state: State) -> "ProposalQuerySet":
        """The proposals at a stage, by the database clock; the same answer as `state`."""
        ended = {
            State.ADOPTED: Q(decision__outcome=Decision.Outcome.ADOPTED),
            State.REJECTED: Q(decision__outcome=Decision.Outcome.REJECTED),
            State.WITHDRAWN: Q(decision=None, withdrawn_at__isnull=False),
        }
        if state in ended:
            return self.filter(ended[state])
        undecided = Q(decision=None, withdrawn_at=None)
        if state == State.DRAFT:
            return self.filter(undecided, submitted_at=None)
        if state == State.DISCUSSED:
            free = _of_all(way.not_deciding() for way in ways())
            return self.filter(undecided & free, submitted_at__isnull=False)
        return self.filter(undecided & reduce(or_, (way.at(state) for way in ways())))


class Proposal(models.Model):
    """A text put to a decision; everything that is decided is one."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("author")
    )
    # Null: it concerns all members, not one circle.
    circle = models.ForeignKey(
        Circle,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("circle"),
    )
    visibility = models.CharField(
        _("who may read it"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    title = models.CharField(_("title"), max_length=160)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # The draft of the code social that comes into force if this is adopted.
    amends = models.OneToOneField(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        related_name="amendment",
        verbose_name=_("edition of the code"),
    )
    # Where it is on the agenda of a meeting.
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        related_name="proposal",
        verbose_name=_("question of a meeting"),
    )
    # The round that decides it. A cancelled one steps down and stays readable through its subject.
    round = models.OneToOneField(Round, on_delete=models.PROTECT, null=True, related_name="proposal")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="proposals_circle_sees_its_own",
                condition=~Q(visibility="circle") | Q(circle__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:detail", args=[self.number])

    @property
    def reference(self) -> str:
        """The number people quote, such as P-57."""
        return f"P-{self.number}"

    @property
    def topic(self) -> str:
        return f"proposal.{self.pk}"

    @property
    def stage(self) -> State:
        """Where it stands now; for rows that `current()` brought along with the clock."""
        return self.state(self.now)  # type: ignore[attr-defined]

    def state(self, now: datetime) -> State:
        """Say where it stands at an instant of the database clock."""
        if self.decision is not None:
            return State.ADOPTED if self.decision.adopted else State.REJECTED
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.submitted_at is None:
            return State.DRAFT
        return next(filter(None, (way.state(self, now) for way in ways())), State.DISCUSSED)

    @cached_property
    def latest(self) -> "Version":
        """The newest version; every proposal has one from its birth."""
        return self.versions.order_by("number").last()  # type: ignore[return-value]


def may_read_whole(standing: Standing, proposal: Proposal) -> bool:
    """Whether somebody may read a proposal whole, discussion included: the same answer as `visible_to`."""
    is_author = standing.person is not None and proposal.author_id == standing.person.pk
    if proposal.submitted_at is None:
        return is_author
    return may_see(standing, proposal.visibility, proposal.circle_id) or (is_author and standing.keeps)


def knowing(pairs: Sequence[tuple[Proposal, Standing]]) -> list[bool]:
    """Who may know of which proposal, in a question or two: the same answers as `known_to`, in their order."""
    people = {standing.person.pk for _proposal, standing in pairs if standing.person is not None}
    seats = frozenset[int]().union(*(standing.seats for _proposal, standing in pairs))
    lines = rolls([proposal.topic for proposal, _standing in pairs]).filter(
        Q(bearer__in=people) | Q(member__in=seats)
    )
    alone = _alone([proposal for proposal, standing in pairs if _wrote(standing, proposal)])
    bearing, meeting = set(), set()
    for subject, bearer, member in lines.values_list("round__subject", "bearer_id", "member_id"):
        bearing.add((subject, bearer))
        meeting.add((subject, member))
    return [
        may_read_whole(standing, proposal)
        or (_wrote(standing, proposal) and proposal.pk in alone)
        or (standing.person is not None and (proposal.topic, standing.person.pk) in bearing)
        or any((proposal.topic, seat) in meeting for seat in standing.seats)
        for proposal, standing in pairs
    ]


def _wrote(standing: Standing, proposal: Proposal) -> bool:
    return standing.person is not None and standing.person.pk == proposal.author_id


def _alone(proposals: Sequence[Proposal]) -> set[int]:
    """Of some proposals, by their keys: those of which nobody but their author wrote a version."""
    if not proposals:
        return set()
    keys = {proposal.pk for proposal in proposals}
    by_others = Version.objects.filter(proposal__in=keys).exclude(author=models.F("proposal__author"))
    untouched = Proposal.objects.filter(nobody_went_on(), pk__in=keys).values_list("pk", flat=True)
    return set(untouched) - set(by_others.values_list("proposal", flat=True))


def topics_of(proposal: Proposal) -> list[str]:
    """Name whom a change concerns; a draft concerns its author alone."""
    if proposal.submitted_at is None:
        return [proposal.topic]
    topics = [proposal.topic, "home"]
    if proposal.circle_id:
        topics.append(f"circle.{proposal.circle_id}")
    if proposal.visibility == Visibility.PUBLIC:
        topics.append("portal")
    return topics


class Version(models.Model):
    """One state of the text, in the four parts of the template."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    driver = models.TextField(_("why"), blank=True)
    body = models.TextField(_("what is proposed"))
    measure = models.TextField(_("how we will know it works"), blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    note = models.CharField(_("what changed, in a few words"), max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposals_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.proposal.reference} v{self.number}"

    def frozen_text(self) -> str:
        """The whole text as it is put to a vote: title and the parts that are filled in."""
        parts = [f"# {self.title}", self.driver, self.body, self.measure]
        return "\n\n".join(part.strip() for part in parts if part.strip())


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Store under a random name: what a person typed never becomes a path."""
    return f"attachments/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file beside a proposal, kept as it came, with its fingerprint."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, standing: Standing) -> "CommentQuerySet":
        """The messages a person may read: those of discussions that are open to them."""
        return self.filter(proposal__in=Proposal.objects.visible_to(standing))


class Comment(models.Model):
    """One message in the discussion; an answer hangs under what it answers."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    version = models.PositiveIntegerField()
    body = models.TextField()
    mentions = models.ManyToManyField(Person, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author} · {self.proposal.reference}"

    def get_absolute_url(self) -> str:
        return f"{self.proposal.get_absolute_url()}#comment-{self.pk}"
