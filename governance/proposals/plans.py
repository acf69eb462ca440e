"""Acts on the plan of a vote: prepare, rehearse, schedule, open. Until it opens, everything may change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.outbox import actions as outbox
from core.prose.days import date_format
from governance.proposals import voting
from governance.proposals.actions import WrongMoment, lock, topics_of
from governance.proposals.electorate import Electorate
from governance.proposals.models import Plan, Proposal, State
from governance.proposals.question import Ask, asked_again, question
from members.people.models import Person
from votes.rounds import actions as rounds
from votes.rounds.deadline import BadDeadline
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.tally.actions import close_round, wipe
from votes.tally.models import Result

A_REHEARSAL = timedelta(days=7)
MOST_SKEW = timedelta(seconds=5)


@transaction.atomic
def prepare(
    proposal: Proposal, ask: Ask, *, opens_at: datetime | None = None, closes_at: datetime, actor: Person | None
) -> Plan:  # fmt: skip
    """Say how a proposal will be put to a vote; nothing opens, and an earlier plan is replaced, rehearsal and all.

    Raises WrongMoment, BadDeadline, or what `question` refuses: what could not be opened is not planned.
    """
    proposal = lock(proposal, State.DISCUSSED, State.AGAIN)
    _in_order(opens_at, closes_at)
    question(proposal, ask)
    if (earlier := Plan.objects.filter(proposal=proposal).first()) is not None:
        # What was rehearsed may not be what is asked now.
        wipe_rehearsal(earlier, actor=actor)
    facts = {
        "decision_type": ask.decision_type,
        "electorate": ask.electorate.to_json(),
        "paper": ask.paper.to_json() if ask.paper else None,
        "secret": ask.secret,
        "persons": ask.persons,
        "by_hand": ask.by_hand,
        "opens_at": None,
        "closes_at": closes_at,
        "follows": ask.follows,
        "again": ask.again,
        "prepared_by": actor,
    }
    plan, _created = Plan.objects.update_or_create(proposal=proposal, defaults=facts)
    outbox.cancel(_key(proposal, plan))
    record("plan.prepared", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    if opens_at is not None:
        schedule(plan, opens_at=opens_at, actor=actor)
    return plan


def _in_order(opens_at: datetime | None, closes_at: datetime) -> None:
    now = database_now()
    if opens_at is not None and opens_at <= now:
        raise BadDeadline(_("The opening has passed. Pick a later moment, or open the vote now."))
    if closes_at <= (opens_at or now):
        raise BadDeadline(_("Choose a closing after the opening."))


def ask_of(plan: Plan) -> Ask:
    """What a plan asks, on the register of today."""
    return Ask(
        plan.decision_type,
        Electorate.from_json(plan.electorate),
        paper=Paper.from_json(plan.paper) if plan.paper else None,
        secret=plan.secret,
        persons=plan.persons,
        by_hand=plan.by_hand,
        follows=plan.follows,
        again=plan.again,
    )


@transaction.atomic
def drop(plan: Plan, *, actor: Person) -> None:
    """Forget a plan, with its rehearsal; the discussion goes on."""
    proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    wipe_rehearsal(plan, actor=actor)
    outbox.cancel(_key(proposal, plan))
    plan.delete()
    record("plan.dropped", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)


@transaction.atomic
def schedule(plan: Plan, *, opens_at: datetime, actor: Person | None) -> None:
    """Let the vote open by itself at an instant. Raises BadDeadline."""
    proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    _in_order(opens_at, plan.closes_at)
    plan.opens_at = opens_at
    plan.save(update_fields=["opens_at"])
    key = _key(proposal, plan)
    outbox.post("open_vote", key=key, due_at=opens_at, plan_id=plan.pk)
    outbox.revive(key, opens_at)
    record(
        "plan.scheduled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk,
        opens_at=opens_at.isoformat(), closes_at=plan.closes_at.isoformat(),
    )  # fmt: skip


def _key(proposal: Proposal, plan: Plan) -> str:
    return f"open:{proposal.pk}:{plan.pk}"


def open_now(plan: Plan, *, actor: Person | None) -> Round | None:
    """Open the vote of a plan; None where its roll is so long that the lane for long work writes it first.

    Raises WrongMoment, NoElectorate, BadDeadline or what `question` refuses, and nothing has changed.
    """
    ask = ask_of(plan)
    if sum(ask.electorate.sizes().values()) > voting.MOST_AT_ONCE:
        _begin_long(plan, actor)
        return None
    with transaction.atomic():
        wipe_rehearsal(plan, actor=actor)
        return voting.open_vote(plan.proposal, ask, closes_at=plan.closes_at, actor=actor)


@transaction.atomic
def _begin_long(plan: Plan, actor: Person | None) -> None:
    proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    question(proposal, ask_of(plan))
    if plan.opening_at is not None:
        raise WrongMoment(_("This vote is being opened already: its roll is long."))
    plan.opening_at = database_now()
    plan.save(update_fields=["opening_at"])
    outbox.post("open_long", key=f"open-long:{plan.pk}:{plan.opening_at.isoformat()}", plan_id=plan.pk)
    record("plan.opening", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)


@transaction.atomic
def rehearse(plan: Plan, *, actor: Person) -> Round:
    """Open a rehearsal of the vote on its real roll: everybody may try, and nothing counts.

    Raises WrongMoment when one is under way, or what an opening refuses.
    """
    proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    if plan.rehearsal is not None:
        raise WrongMoment(_("A rehearsal is under way already: end it first."))
    ask = ask_of(plan)
    # Nobody hands paper in at a rehearsal: it is counted at once, and proclaimed by nobody.
    asked = question(proposal, replace(ask, rehearsal=True, by_hand=False))
    until = min(plan.opens_at or plan.closes_at, database_now() + A_REHEARSAL)
    plan.rehearsal = rounds.open_round(asked, ask.seats(), closes_at=until, actor=actor)
    plan.save(update_fields=["rehearsal"])
    record("plan.rehearsed", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    return plan.rehearsal


@transaction.atomic
def count_rehearsal(plan: Plan, *, actor: Person) -> Result | None:
    """Close a rehearsal and count what was tried; it decides nothing."""
    lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    if plan.rehearsal is None:
        raise WrongMoment(_("There is no rehearsal under way."))
    return close_round(plan.rehearsal.pk, early=True, actor=actor)


@transaction.atomic
def end_rehearsal(plan: Plan, *, actor: Person) -> None:
    """Wipe a rehearsal: its ballots, its roll and its result are gone."""
    proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    wipe_rehearsal(plan, actor=actor)
    record("plan.rehearsal_over", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)


def wipe_rehearsal(plan: Plan, *, actor: Person | None) -> None:
    """Wipe the rehearsal of a plan, if it has one; the caller holds a transaction."""
    if plan.rehearsal is not None:
        rehearsal, plan.rehearsal = plan.rehearsal, None
        plan.save(update_fields=["rehearsal"])
        wipe(rehearsal, actor=actor)


def prepare_again(proposal: Proposal, *, closes_at: datetime, actor: Person) -> Plan:
    """Prepare the vote that follows one which settled nothing: a second call, a second ballot, those who tied.

    Raises WrongMoment when there is nothing to vote on again.
    """
    result = Result.objects.filter(round=proposal.round_id).select_related("round").first()
    ask = asked_again(result.round, result.outcome) if result is not None else None
    if ask is None:
        raise WrongMoment(_("This vote settled its question: there is nothing to vote on again."))
    return prepare(proposal, ask, closes_at=closes_at, actor=actor)


# --- before opening -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing to look at before a vote opens: whether it is well, and a sentence."""

    ok: bool
    sentence: str


def checks(plan: Plan) -> list[Check]:
    """What is to be seen to before the vote opens: the roll, the rule, the text, the clocks, the mails."""
    ask = ask_of(plan)
    try:
        asked = question(plan.proposal, ask)
    except Refusal as no:
        return [Check(False, str(no))]
    rule = Check(
        True, _("The rule is that of edition %(edition)d of the code social.") % {"edition": asked.edition}
    )
    return [*_roll(ask.electorate), rule, *_documents(plan.proposal), _clock(plan), _mail()]


def _roll(electorate: Electorate) -> Iterator[Check]:
    size = sum(electorate.sizes().values())
    yield Check(
        size > 0,
        ngettext("%(count)d voice is on the roll.", "%(count)d voices are on the roll.", size)
        % {"count": size},
    )
    if electorate.item is None and size <= voting.MOST_AT_ONCE:
        lost = sum(seat.bearer_id is None for seat in electorate.seats())
        if lost:
            yield Check(
                False,
                ngettext(
                    "Nobody acts on line for %(count)d voice: it needs a proxy, or a paper ballot.",
                    "Nobody acts on line for %(count)d voices: they need a proxy, or a paper ballot.",
                    lost,
                )
                % {"count": lost},
            )


def _documents(proposal: Proposal) -> Iterator[Check]:
    version = proposal.latest
    files = proposal.attachments.count()
    yield Check(
        True,
        _("Version %(number)d of the text is voted on, with %(count)d files beside it.")
        % {"number": version.number, "count": files},
    )


def _clock(plan: Plan) -> Check:
    skew = abs(timezone.now() - database_now())
    ends = date_format(timezone.localtime(plan.closes_at), "DATETIME_FORMAT")
    if skew > MOST_SKEW:
        return Check(False, _("The clock of this server and that of the database differ by %(seconds)d seconds.") % {"seconds": skew.seconds})  # fmt: skip
    return Check(True, _("The clocks agree; voting closes on %(moment)s.") % {"moment": ends})


def _mail() -> Check:
    if "smtp" in settings.EMAIL_BACKEND and not settings.EMAIL_HOST:
        return Check(False, _("No mail server is set: nobody would be told by mail."))
    late = outbox.overdue("send", timedelta(minutes=15))
    if late:
        return Check(
            False, _("%(count)d mails are waiting for more than a quarter of an hour.") % {"count": late}
        )
    return Check(True, _("Mails go out."))
