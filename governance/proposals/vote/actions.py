"""Acts on the vote of a proposal: open, extend, cancel, settle, proclaim, let it rest.

`settle` closes and counts; what a count settles enters the register in the same transaction. What it does not
settle (a tie, a missed quorum with a second call, a second ballot) waits for another round, or is let rest.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.outbox import actions as outbox
from governance.code.actions.amending import freeze, thaw
from governance.code.actions.enacting import enact_as_decided
from governance.code.models import Edition
from governance.decisions import actions as register
from governance.decisions.lookup import is_of_members
from governance.decisions.models import Decision
from governance.meetings import moments
from governance.proposals import hanging
from governance.proposals.actions import WrongMoment, is_at, lock
from governance.proposals.models import Proposal, State, topics_of
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.question import Ask, following, question
from members.people.models import Person
from votes.ballots.actions import cast_in_advance
from votes.rounds import actions as rounds
from votes.rounds.actions import NotAllowed
from votes.rounds.models import Round
from votes.rounds.participation import FREE
from votes.tally import chosen, published
from votes.tally.actions import cancel, close_round, count_by_hand
from votes.tally.models import Result

REMINDERS = {"24h": timedelta(hours=24), "2h": timedelta(hours=2)}
MOST_AT_ONCE = 20_000  # voices; longer rolls are written by the lane for long work


def put_to_vote(
    proposal: Proposal, actor: Person, *, decision_type: str, electorate: Electorate, closes_at: datetime, **more: Any
) -> Round:  # fmt: skip
    """Freeze the newest version and open a round on it, for or against unless `paper` has options (see `Ask`).

    `closes_at` is an aware instant. Raises WrongMoment, NoElectorate, BadDeadline, WrongSecrecy or, without a
    code in force, NoCode; then nothing has changed.
    """
    return open_vote(proposal, Ask(decision_type, electorate, **more), closes_at=closes_at, actor=actor)


@transaction.atomic
def open_vote(proposal: Proposal, ask: Ask, *, closes_at: datetime, actor: Person | None) -> Round:
    """Open the vote that is asked for, in one transaction: the roll, the round, what was chosen in advance."""
    lock(proposal, State.DISCUSSED, State.AGAIN)
    ask = _in_its_meeting(ask)
    proposal, begun = begin_vote(proposal, ask, closes_at=closes_at, actor=actor)
    rounds.enrol(begun, ask.seats())
    return declare_open(proposal, begun, ask, actor=actor)


def _in_its_meeting(ask: Ask) -> Ask:
    """The same, of a meeting as it stands now: whoever comes, leaves or closes it waits until the vote is open."""
    item = ask.electorate.item
    if item is None:
        return ask
    held = moments.hold(item.meeting)
    item = held.items.filter(pk=item.pk).first()
    if item is None:
        raise WrongMoment(_("This is not on the agenda of “%(meeting)s” any more.") % {"meeting": held})
    return replace(ask, electorate=Electorate(held.record_on, item=item))


def begin_vote(
    proposal: Proposal, ask: Ask, *, closes_at: datetime, actor: Person | None
) -> tuple[Proposal, Round]:
    """Freeze what is asked, with an empty roll; the caller holds a transaction."""
    proposal = lock(proposal, State.DISCUSSED, State.AGAIN)
    _where_tabled(proposal, ask.electorate)
    # A rehearsal stands in the place of the vote that it rehearses.
    hanging.end_rehearsal(proposal, actor=actor)
    if proposal.amends is not None and proposal.amends.is_draft:
        freeze(proposal.amends)
    return proposal, rounds.begin(
        question(proposal, following(proposal, ask)), closes_at=closes_at, actor=actor
    )


def declare_open(proposal: Proposal, begun: Round, ask: Ask, *, actor: Person | None) -> Round:
    """Take ballots from now on, with everything that an opening brings along; the caller holds a transaction."""
    opened = rounds.declare_open(begun, actor=actor)
    if chosen := ask.in_advance():
        cast_in_advance(opened, chosen)
    proposal.round = opened
    proposal.save(update_fields=["round"])
    hanging.forget_plan(proposal, actor=actor)
    _promise(opened)
    record(
        "proposal.voting",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=opened.pk,
        closes_at=opened.closes_at.isoformat(),
    )
    return opened


def _where_tabled(proposal: Proposal, electorate: Electorate) -> None:
    """What is on an agenda is voted on in that meeting. Raises WrongMoment elsewhere."""
    if proposal.item is not None and electorate.item != proposal.item:
        raise WrongMoment(
            _("This proposal is on the agenda of “%(meeting)s”: it is voted on there.")
            % {"meeting": proposal.item.meeting}
        )


def _promise(opened: Round) -> None:
    """Promise the closing, and the reminders for which there is time."""
    outbox.post("settle", key=f"settle:{opened.pk}", due_at=opened.closes_at, round_id=opened.pk)
    for name, before in REMINDERS.items():
        if opened.opened_at is not None and opened.closes_at - before > opened.opened_at:
            outbox.post(
                "remind",
                key=f"remind:{opened.pk}:{name}",
                due_at=opened.closes_at - before,
                round_id=opened.pk,
                name=name,
            )


class AnotherVote(Refusal):
    """What was asked was said of a vote that is over."""

    def __init__(self) -> None:
        super().__init__(
            _("The vote that you read does not stand any more. Open the page again, and read what does.")
        )


def as_read(proposal: Proposal, read: str | None) -> None:
    """Raise AnotherVote where the page that a form comes from showed another vote than the one that stands."""
    if read is not None and read != str(proposal.round_id or ""):
        raise AnotherVote


def _lock_vote(proposal: Proposal, state: State) -> Proposal:
    """Lock a proposal for an act on the vote that it was lent with. Raises WrongMoment, or AnotherVote."""
    locked = lock(proposal, state)
    if proposal.round_id not in (None, locked.round_id):
        raise AnotherVote
    return locked


@transaction.atomic
def extend(proposal: Proposal, *, closes_at: datetime, because: str, actor: Person) -> None:
    """Let an open vote close later, with the reason that everyone will read.

    Raises NotAllowed where the code does not let anybody, BadDeadline on an instant that is not later.
    """
    proposal = _lock_vote(proposal, State.VOTING)
    extended = rounds.extend(proposal.round_id, closes_at=closes_at, because=because, actor=actor)  # type: ignore[arg-type]
    outbox.reschedule(f"settle:{extended.pk}", closes_at)
    _promise(extended)
    for name, before in REMINDERS.items():
        # One that went already goes once more, before the new closing; not at once, where it is past.
        if (hour := closes_at - before) > database_now():
            outbox.revive(f"remind:{extended.pk}:{name}", hour)
        else:
            outbox.cancel(f"remind:{extended.pk}:{name}")
    record(
        "proposal.extended",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=extended.pk,
        closes_at=closes_at.isoformat(),
        because=because.strip()[:300],
    )


@transaction.atomic
def cancel_vote(proposal: Proposal, actor: Person, *, because: str) -> None:
    """Cancel the open vote with its reason; the proposal goes back to discussion."""
    _cancel(_lock_vote(proposal, State.VOTING), actor, because=because)


@transaction.atomic
def cancel_restored(proposal: Proposal, *, because: str) -> None:
    """The same of a vote that came back from a backup, also once its hour has passed: what was cast since is not in it."""
    _cancel(lock(proposal, State.VOTING, State.COUNTING), None, because=because, late=True)


def _cancel(proposal: Proposal, actor: Person | None, *, because: str, late: bool = False) -> None:
    cancelled = cancel(proposal.round_id, because=because, actor=actor, late=late)  # type: ignore[arg-type]
    Proposal.objects.filter(pk=proposal.pk).update(round=cancelled.follows)
    if proposal.amends is not None and cancelled.follows is None:
        thaw(proposal.amends)
    for key in [f"settle:{cancelled.pk}", *(f"remind:{cancelled.pk}:{n}" for n in REMINDERS)]:
        outbox.cancel(key)
    record(
        "proposal.vote_cancelled",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=cancelled.pk,
        because=cancelled.cancelled_because,
    )


def close_early(proposal: Proposal, *, actor: Person) -> Decision | None:
    """Close an open vote before its hour, where the code lets whoever leads it, or once every voice is in.

    Raises NotAllowed otherwise.
    """
    round_ = proposal.round
    assert round_ is not None
    waiting = round_.voices.filter(FREE, bearer__isnull=False)
    if round_.closes_early == "never" or (round_.closes_early == "all_in" and waiting.exists()):
        raise NotAllowed(
            _("The code social keeps the closing that was announced. Wait for it, or cancel the vote.")
        )
    return settle(round_.pk, early=True, actor=actor)


def settle(round_id: int, *, early: bool = False, actor: Person | None = None) -> Decision | None:
    """Close the round, count it and enter the decision, in one transaction; twice gives the same.

    None where somebody has to proclaim it, or where the count settles nothing. Raises TooEarly while the round
    is open, unless somebody asks to close it `early`.
    """
    with transaction.atomic():
        result = close_round(round_id, early=early, actor=actor)
        outbox.cancel(f"settle:{round_id}")
        return _conclude(round_id, result, actor) if result is not None else None


def proclaim(proposal: Proposal, *, actor: Person) -> Decision | None:
    """Count a closed vote that waited for its paper ballots, and enter what it decided. Raises WrongMoment."""
    is_at(proposal, State.COUNTING)
    assert proposal.round_id is not None
    with transaction.atomic():
        return _conclude(proposal.round_id, count_by_hand(proposal.round_id, actor=actor), actor)


def let_rest(proposal: Proposal, *, actor: Person) -> Decision:
    """Enter a vote as it stands: whoever is chosen for sure stays chosen, and what it left open is not voted on again."""
    with transaction.atomic():
        proposal = _lock_vote(proposal, State.AGAIN)
        return _settled(proposal, Result.objects.get(round=proposal.round_id), actor)


def _conclude(round_id: int, result: Result, actor: Person | None) -> Decision | None:
    # The round's lock is held: nobody else settles the same proposal meanwhile.
    proposal = Proposal.objects.current().get(round_id=round_id)
    if proposal.decision is not None:
        return proposal.decision
    if not result.outcome["undecided"]:
        return _settled(proposal, result, actor)
    topics = [*topics_of(proposal), f"round.{round_id}"]
    why = result.outcome["undecided"]
    record(
        "proposal.undecided", actor=actor, topics=topics, proposal=proposal.pk, round=round_id, because=why
    )
    return None


def _settled(proposal: Proposal, result: Result, actor: Person | None) -> Decision:
    hanging.let_go(proposal, actor=actor)
    decision = _enter(proposal, result, actor)
    Proposal.objects.filter(pk=proposal.pk).update(decision=decision)
    if proposal.amends is not None and result.adopted:
        _amend(proposal.amends, decision, actor)
    record(
        "proposal.settled",
        actor=actor,
        topics=[*topics_of(proposal), f"round.{result.round_id}"],
        proposal=proposal.pk,
        round=result.round_id,
        decision=decision.pk,
        adopted=result.adopted,
    )
    return decision


def _amend(edition: Edition, decision: Decision, actor: Person | None) -> None:
    """Put an amendment in force that all members could vote on; what some of them decided amends nothing, and the journal says so."""
    if not is_of_members(decision):
        # Opened by an earlier release, which let some colleges vote on it.
        record("code.not_amended", actor=actor, topics=["code"], number=edition.number, decision=decision.pk)
        return
    enact_as_decided(edition, reference=decision.reference, actor=actor)


def _enter(proposal: Proposal, result: Result, actor: Person | None) -> Decision:
    round_ = result.round
    assert round_.closed_at is not None
    deed = register.Deed(
        title=round_.title,
        text=round_.text,
        adopted=result.adopted,
        body=str(proposal.circle) if proposal.circle else "",
        circle=proposal.circle,
        source=proposal.topic,
        visibility=proposal.visibility,
        decided_at=round_.closed_at,
        review_on=proposal.latest.review_on,
        ground=_ground(round_, result),
    )
    return register.enter(deed, actor=actor)


def _ground(round_: Round, result: Result) -> dict[str, Any]:
    """How it was decided: the rule with its articles, and the exact figures."""
    return {
        "how": "vote",
        "round": round_.pk,
        "type": round_.decision_type,
        "edition": round_.edition,
        "articles": round_.articles,
        "rule": round_.rule,
        "outcome": published.told(round_, result.outcome),
        "text_sha256": round_.text_sha256,
        "result_sha256": result.sha256,
        "frozen_sha256": rounds.fingerprint(round_),
        "secret": round_.secret,
        **(published.seals(round_) if round_.secret else {}),
        **(_between_options(round_) if not round_.is_motion else {}),
    }


def _between_options(round_: Round) -> dict[str, Any]:
    """Who or what won, by name, over all the ballots that it took; the paper of the last, and what it leaves open."""
    winners = [*chosen.before(round_), *chosen.by_this(round_)]
    facts = {"method": round_.method, "paper": round_.paper, "winners": winners}
    return {**facts, "left_open": chosen.left_open(round_)}
