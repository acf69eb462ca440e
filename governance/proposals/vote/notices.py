"""What is told of votes: that one opens, is about to close, lasts longer, is cancelled, settles something or not."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.models import Entry
from core.journal.notices import Audience, LineReaders, NoticeContent, NoticeKind, Reference, Wording, fact
from core.prose.days import date_format
from governance.circles.standing import standing_of, standings_of
from governance.proposals.models import Proposal, knowing
from members.people.models import Person
from votes.rounds import participation
from votes.rounds.models import Round, Voice


def proposals(reader: Person, keys: Collection[int]) -> Mapping[int, Proposal]:
    """Proposals of which the reader may know the text, the vote and the result."""
    return Proposal.objects.known_to(standing_of(reader)).current().in_bulk(keys)


def rounds(reader: Person, keys: Collection[int]) -> Mapping[int, Round]:
    """Rounds on whose roll the reader is, and those of proposals that they may know."""
    own_voices = Voice.objects.filter(standing_of(reader).voices(), round__in=keys)
    readable = dict(Round.objects.filter(pk__in=own_voices.values("round")).in_bulk())
    remaining = Round.objects.filter(pk__in=set(keys) - set(readable))
    if remaining:
        known = Proposal.objects.known_to(standing_of(reader)).filter(
            pk__in=[_subject(round_) for round_ in remaining]
        )
        open_to_them = set(known.values_list("pk", flat=True))
        readable |= {round_.pk: round_ for round_ in remaining if _subject(round_) in open_to_them}
    return readable


def _subject(round_: Round) -> int:
    kind, _dot, pk = round_.subject.partition(".")
    return int(pk) if kind == "proposal" and pk.isdecimal() else 0


def cancelled_round(entry: Entry) -> int | None:
    """The round that a line says was cancelled; older lines named the proposal alone."""
    if "round" in entry.facts:
        return int(entry.facts["round"])
    ended = Round.objects.filter(
        subject=f"proposal.{entry.facts['proposal']}", cancelled_at__isnull=False, cancelled_at__lte=entry.at
    )
    return ended.order_by("cancelled_at").values_list("pk", flat=True).last()


PROPOSAL = fact(proposals, "proposal")
ROUND = fact(rounds, "round")
CANCELLED_ROUND = Reference(rounds, cancelled_round)
STILL_THEIRS = replace(PROPOSAL, optional=True)


# --- whom it concerns ---------------------------------------------------------------------------


def on_roll(round_id: int | None, *, waiting: bool = False) -> QuerySet[Person]:
    """Those who carry a voice in a round, or one that has not voted; nobody where there is no round."""
    people: QuerySet[Person] = Person.objects.filter(is_active=True)
    if round_id is None:
        return people.none()
    free = Voice.objects.filter(participation.FREE, round=round_id)
    voices = Q(voices__in=free) if waiting else Q(voices__round=round_id)
    return people.filter(voices).distinct()


def _roll(entry: Entry) -> Audience:
    """Those on the roll of the vote."""
    return Audience(on_roll(entry.facts["round"]))


def _waiting(entry: Entry) -> Audience:
    """Those whose voice is not in; of those whose letters or mails others may read, those who are not shown to have voted."""
    awaited = on_roll(entry.facts["round"], waiting=True)
    round_ = Round.objects.filter(pk=entry.facts["round"]).first()
    if round_ is None or not participation.in_steps(round_):
        return Audience(awaited)
    shared = Person.objects.filter(mail_through__isnull=False)
    mailboxes = Q(pk__in=shared.values("pk")) | Q(pk__in=shared.values("mail_through"))
    read_by_others = Q(pk__in=Person.objects.unreachable()) | mailboxes
    shown = Person.objects.filter(read_by_others, voices__in=participation.not_voted(round_), is_active=True)
    return Audience([*awaited.exclude(read_by_others), *shown.distinct()])


def _concerned(entry: Entry) -> Audience:
    """The roll, the author, and those who spoke."""
    proposal = Proposal.objects.get(pk=entry.facts["proposal"])
    spoke = Q(comments__proposal=proposal) | Q(pk=proposal.author_id)
    return Audience(
        on_roll(entry.facts.get("round")), Person.objects.filter(spoke, is_active=True).distinct()
    )


def _leading(entry: Entry) -> Audience:
    """The author, and whoever asked for the vote: what it left open waits for them."""
    proposal = Proposal.objects.get(pk=entry.facts["proposal"])
    openers = Round.objects.filter(pk=entry.facts["round"]).values("opened_by")
    return Audience((), Person.objects.filter(Q(pk=proposal.author_id) | Q(pk__in=openers), is_active=True))


def _roll_of_cancelled(entry: Entry) -> Audience:
    """Those on the roll of the vote that was cancelled."""
    return Audience(on_roll(cancelled_round(entry)))


def _names_the_absent(entry: Entry) -> bool:
    """Whether a line of the journal that rang their bells would say who has not voted yet in a secret vote."""
    return Round.objects.filter(pk=entry.facts["round"], secret=True).exists()


def _is_awaited(pairs: LineReaders) -> list[bool]:
    """Whether a vote is open still, and waits for a voice that somebody carries."""
    return _waits(pairs, participation.FREE)


def _seems_awaited(pairs: LineReaders) -> list[bool]:
    """The same, as far as others are told."""
    return _waits(pairs, participation.NOT_SHOWN)


def _waits(pairs: LineReaders, lines: Q) -> list[bool]:
    open_ = Round.objects.open().filter(pk__in={entry.facts["round"] for entry, _person in pairs})
    waiting = Voice.objects.filter(lines, round__in=open_, bearer__in=[person for _entry, person in pairs])
    awaited = set(waiting.values_list("round_id", "bearer_id"))
    return [(entry.facts["round"], person.pk) in awaited for entry, person in pairs]


def _preparing(entry: Entry) -> Audience:
    """Whoever prepared the vote, and the author: it waits for them."""
    proposal = Proposal.objects.get(pk=entry.facts["proposal"])
    people = [pk for pk in (entry.facts.get("person"), proposal.author_id) if pk]
    return Audience((), Person.objects.filter(pk__in=people, is_active=True))


def _may_know(pairs: LineReaders) -> list[bool]:
    """Whether somebody may know the proposal that a line is about."""
    proposals = Proposal.objects.in_bulk({entry.facts["proposal"] for entry, _person in pairs})
    standings = standings_of([person for _entry, person in pairs])
    about = [proposals[entry.facts["proposal"]] for entry, _person in pairs]
    return knowing(list(zip(about, standings, strict=True)))


# --- in which words -----------------------------------------------------------------------------


def _closing(round_: Round) -> str:
    return date_format(timezone.localtime(round_.closes_at), "DATETIME_FORMAT")


def _over(content: NoticeContent) -> Wording:
    """What a call to vote says to whoever reads it when nothing is awaited any more."""
    values = {"title": content.round.title, "closing": _closing(content.round)}
    if content.round.cancelled_at:
        title, lead = _("Vote cancelled: %(title)s"), _("There is nothing more to do.")
    elif content.round.closed_at:
        title, lead = _("Vote closed: %(title)s"), _("There is nothing more to do.")
    else:
        title, lead = _("Vote: %(title)s"), _("Nothing more is awaited from you. Closing: %(closing)s.")
    return Wording(
        title % values,
        lead % values,
        _("See the vote"),
        _("You are told because you are on the roll of this vote."),
        "vote",
        reverse("proposals:of_round", args=[content.round.pk]),
    )


def _in_secret(content: NoticeContent) -> bool:
    """Whether words must be true of who has voted and of who has not: a mail leaves to both, and others may read it."""
    return participation.in_steps(content.round)


def _opened(content: NoticeContent) -> Wording:
    if not content.asks:
        return _over(content)
    title = _("A vote is open: %(title)s") if _in_secret(content) else _("Your vote is awaited: %(title)s")
    return Wording(
        title % {"title": content.round.title},
        _("A vote is open until %(closing)s. It takes a minute.") % {"closing": _closing(content.round)},
        _("Read and vote"),
        _("You are told because you are on the roll of this vote."),
        "vote",
        content.proposal.get_absolute_url(),
    )


def _time_left(round_: Round) -> str:
    """How long there is to vote, as it is read: a mail may leave late, and a vote be put off after it was written."""
    left, soon = round_.closes_at - database_now(), timedelta(minutes=10)
    if left > timedelta(hours=24) + soon:
        return _("A vote is open: %(title)s")
    if left > timedelta(hours=24) - soon:
        return _("One day left to vote: %(title)s")
    if left > timedelta(hours=2) + soon:
        return _("Less than a day left to vote: %(title)s")
    if left > timedelta(hours=2) - soon:
        return _("Two hours left to vote: %(title)s")
    return _("Less than two hours left to vote: %(title)s")


def _reminder(content: NoticeContent) -> Wording:
    if not content.asks:
        return _over(content)
    title = _time_left(content.round)
    lead, because = (
        (
            _("Voting closes on %(closing)s. Whoever has voted has nothing more to do."),
            _("You are told because you are on the roll of this vote."),
        )
        if _in_secret(content)
        else (
            _("Your voice is not in yet. Voting closes on %(closing)s."),
            _("You are told because you are on the roll and have not voted yet."),
        )
    )
    return Wording(
        title % {"title": content.round.title},
        lead % {"closing": _closing(content.round)},
        _("Read and vote"),
        because,
        "clock",
        reverse("proposals:of_round", args=[content.round.pk]),
    )


def _settled(content: NoticeContent) -> Wording:
    decision = content.proposal.decision
    values = {"title": content.proposal.title, "decision": decision.reference}
    path = reverse("proposals:result", args=[content.proposal.number])
    because = _("You are told because this vote concerned you.")
    if winners := decision.ground.get("winners"):
        values["winners"] = ", ".join(winners)
        title, lead = (
            (_("Decided in part: %(title)s"), _("Chosen: %(winners)s. What is left stays open. It is decision %(decision)s of the register."))
            if decision.in_part
            else (_("Decided: %(title)s"), _("Chosen: %(winners)s. It is decision %(decision)s of the register."))
        )  # fmt: skip
        return Wording(title % values, lead % values, _("See the result"), because, "check", path)
    title = _("Adopted: %(title)s") if decision.adopted else _("Not adopted: %(title)s")
    lead = _("The vote is closed and counted. It is decision %(decision)s of the register.")
    icon = "check" if decision.adopted else "x"
    return Wording(title % values, lead % values, _("See the result"), because, icon, path)


def _undecided(content: NoticeContent) -> Wording:
    leads = {
        "quorum": _("The quorum was missed. You may call a second time, or let it rest."),
        "run_off": _("Nobody has more than half. You may open the second ballot, or let it rest."),
    }
    tied = _("There is a tie. You may put it to another vote between the tied, or let it rest.")
    lead = leads.get(content.entry.facts["because"], tied)
    title, action = _("To be voted on again: %(title)s"), _("Go on")
    if not _is_left_open(content):
        title, action = _("Voted on without a decision: %(title)s"), _("See the proposal")
        lead = _("What came of it is on its page. There is nothing more to do here.")
    return Wording(
        title % {"title": content.proposal.title},
        lead,
        action,
        _("You are told because you lead this proposal."),
        "undo-2",
        content.proposal.get_absolute_url(),
    )


def _is_left_open(content: NoticeContent) -> bool:
    """Whether the vote of a line that settled nothing still waits for whoever leads its proposal."""
    proposal = content.proposal
    ended = proposal.decision_id is not None or proposal.withdrawn_at is not None
    return not ended and proposal.round_id == content.entry.facts.get("round")


def _extended(content: NoticeContent) -> Wording:
    values = {"closing": _until(content), "because": content.entry.facts["because"].rstrip(".")}
    return Wording(
        _("Voting lasts longer: %(title)s") % {"title": content.round.title},
        _("The closing was moved to %(closing)s. The reason given: %(because)s.") % values,
        _("See the proposal"),
        _("You are told because you are on the roll of this vote."),
        "clock",
        content.proposal.get_absolute_url(),
    )


def _until(content: NoticeContent) -> str:
    """When it closes by this line; older lines did not say, and the round tells the last of its extensions."""
    if (instant := content.entry.facts.get("closes_at")) is None:
        return _closing(content.round)
    return date_format(timezone.localtime(datetime.fromisoformat(instant)), "DATETIME_FORMAT")


def _cancelled(content: NoticeContent) -> Wording:
    return Wording(
        _("Vote cancelled: %(title)s") % {"title": content.round.title},
        _("The reason given: %(because)s. The ballots are not counted.")
        % {"because": content.round.cancelled_because.rstrip(".")},
        _("See the vote"),
        _("You are told because you were on the roll of this vote."),
        "x",
        # Whoever was on the roll may look at the booth, whatever else they may read.
        content.proposal.get_absolute_url()
        if content.proposal
        else reverse("ballots:booth", args=[content.round.pk]),
    )


def _not_opened(content: NoticeContent) -> Wording:
    lead = _("Its hour came, and something stood in the way. Its page says what, and how to go on.")
    action, path = _("See what stands in the way"), reverse("proposals:plan", args=[content.proposal.number])
    if content.proposal.round_id is not None or content.proposal.withdrawn_at is not None:
        lead = _("Something stood in the way at its hour. There is nothing more to do here.")
        action, path = _("See the proposal"), content.proposal.get_absolute_url()
    return Wording(
        _("The vote did not open: %(title)s") % {"title": content.proposal.title},
        lead,
        action,
        _("You are told because you prepared this vote, or wrote the proposal."),
        "triangle-alert",
        path,
    )


OPENED = NoticeKind(
    "round_opened",
    _roll,
    _opened,
    {"proposal": PROPOSAL, "round": ROUND},
    still_true=_is_awaited,
    seems_true=_seems_awaited,
    still_theirs=_may_know,
)
REMINDER = NoticeKind(
    "round_reminder",
    _waiting,
    _reminder,
    {"round": ROUND},
    still_true=_is_awaited,
    seems_true=_seems_awaited,
    untold=_names_the_absent,
)
SETTLED = NoticeKind("settled", _concerned, _settled, {"proposal": PROPOSAL}, still_theirs=_may_know)
NOT_OPENED = NoticeKind(
    "vote_not_opened", _preparing, _not_opened, {"proposal": PROPOSAL}, still_theirs=_may_know
)
UNDECIDED = NoticeKind("undecided", _leading, _undecided, {"proposal": PROPOSAL}, still_theirs=_may_know)
EXTENDED = NoticeKind(
    "vote_extended", _roll, _extended, {"proposal": PROPOSAL, "round": ROUND}, still_theirs=_may_know
)
CANCELLED = NoticeKind(
    "vote_cancelled", _roll_of_cancelled, _cancelled, {"round": CANCELLED_ROUND, "proposal": STILL_THEIRS}
)
