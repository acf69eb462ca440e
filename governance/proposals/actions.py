"""Acts on proposals: draft, revise, submit, comment, attach, withdraw, put to a vote, settle."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from core.outbox import actions as outbox
from governance.circles.models import Circle
from governance.code.actions import enact_as_decided, freeze, thaw
from governance.code.models import Edition
from governance.decisions import actions as register
from governance.decisions.models import Decision, Visibility
from governance.proposals.electorate import Electorate
from governance.proposals.models import Comment, Proposal, State, Version
from governance.proposals.question import question
from members.people.models import Person
from votes.ballots.actions import cast_in_advance
from votes.rounds import actions as rounds
from votes.rounds.models import Round
from votes.tally.actions import close_round

REMINDERS = {"24h": timedelta(hours=24), "2h": timedelta(hours=2)}


class WrongMoment(Refusal):
    """The act does not fit where the proposal stands."""


class StaleVersion(Refusal):
    """Somebody else wrote a version meanwhile."""


@transaction.atomic
def draft(
    author: Person,
    *,
    title: str,
    body: str,
    driver: str = "",
    measure: str = "",
    review_on: date | None = None,
    circle: Circle | None = None,
    visibility: str = Visibility.PUBLIC,
    amends: Edition | None = None,
) -> Proposal:
    """Start a proposal that only its author sees, with its first version.

    With `amends`, a draft of the code social that comes into force if the proposal is adopted.
    """
    now = database_now()
    proposal = Proposal.objects.create(
        number=next_number(Proposal),
        author=author,
        circle=circle,
        visibility=visibility,
        amends=amends,
        title=title,
        created_at=now,
    )
    Version.objects.create(
        proposal=proposal,
        number=1,
        author=author,
        title=title,
        driver=driver,
        body=body,
        measure=measure,
        review_on=review_on,
        created_at=now,
    )
    record("proposal.drafted", actor=author, topics=[proposal.topic], proposal=proposal.pk)
    return proposal


@transaction.atomic
def revise(
    proposal: Proposal,
    author: Person,
    *,
    based_on: int,
    title: str,
    body: str,
    driver: str = "",
    measure: str = "",
    review_on: date | None = None,
    note: str = "",
) -> Version:
    """Write the next version; a draft is simply rewritten.

    `based_on` is the number of the version the author was reading. Raises StaleVersion when a
    newer one exists, WrongMoment once a vote froze the text.
    """
    proposal = lock(proposal, State.DRAFT, State.DISCUSSED)
    latest = proposal.latest
    if latest.number != based_on:
        raise StaleVersion(
            _(
                "Version %(number)s was written meanwhile. Your text is still here: read the new one, then save again."
            )
            % {"number": latest.number}
        )
    words = {"title": title, "driver": driver, "body": body, "measure": measure, "review_on": review_on}
    version = _write(proposal, latest, author, {**words, "note": note})
    Proposal.objects.filter(pk=proposal.pk).update(title=title)
    record(
        "proposal.revised",
        actor=author,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        version=version.number,
    )
    return version


def _write(proposal: Proposal, latest: Version, author: Person, words: dict[str, Any]) -> Version:
    """Write over a draft; after that, every version stays."""
    words |= {"author": author, "created_at": database_now()}
    if proposal.submitted_at is not None:
        return Version.objects.create(proposal=proposal, number=latest.number + 1, **words)
    Version.objects.filter(pk=latest.pk).update(**words)
    return Version.objects.get(pk=latest.pk)


@transaction.atomic
def submit(proposal: Proposal, actor: Person) -> Proposal:
    """Open a draft to discussion."""
    proposal = lock(proposal, State.DRAFT)
    proposal.submitted_at = database_now()
    proposal.save(update_fields=["submitted_at"])
    record("proposal.submitted", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, actor: Person) -> Proposal:
    """Withdraw a proposal that is not being voted on; it stays readable."""
    proposal = lock(proposal, State.DRAFT, State.DISCUSSED)
    proposal.withdrawn_at = database_now()
    proposal.save(update_fields=["withdrawn_at"])
    record("proposal.withdrawn", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    return proposal


@transaction.atomic
def comment(
    proposal: Proposal,
    author: Person,
    body: str,
    *,
    parent: Comment | None = None,
    mentions: Iterable[Person] = (),
) -> Comment:
    """Add a message to the discussion, under another one or at its foot."""
    if proposal.submitted_at is None:
        raise WrongMoment(_("This draft is not open to discussion yet. Submit it first."))
    message = Comment.objects.create(
        proposal=proposal,
        author=author,
        parent=parent,
        version=proposal.latest.number,
        body=body,
        created_at=database_now(),
    )
    message.mentions.set(mentions)
    record(
        "comment.added",
        actor=author,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        comment=message.pk,
        mentions=[person.pk for person in mentions],
    )
    return message


@transaction.atomic
def remove_comment(message: Comment, actor: Person) -> None:
    """Take a message's words back; its place in the thread stays."""
    message.removed_at = database_now()
    message.body = ""
    message.save(update_fields=["removed_at", "body"])
    message.mentions.clear()
    record("comment.removed", actor=actor, topics=[message.proposal.topic], comment=message.pk)


@transaction.atomic
def put_to_vote(
    proposal: Proposal,
    actor: Person,
    *,
    decision_type: str,
    electorate: Electorate,
    closes_at: Any,
) -> Round:
    """Freeze the newest version and open a round on it.

    `closes_at` is an aware instant. Raises WrongMoment, NoElectorate, BadDeadline or, without a
    code in force, NoCode; then nothing has changed.
    """
    proposal = lock(proposal, State.DISCUSSED)
    _where_tabled(proposal, electorate)
    if proposal.amends is not None:
        freeze(proposal.amends)
    asked = question(proposal, decision_type, electorate)
    opened = rounds.open_round(asked, electorate.seats(), closes_at=closes_at, actor=actor)
    if electorate.item is not None and electorate.attendance is not None:
        cast_in_advance(opened, electorate.attendance.in_advance(electorate.item))
    proposal.round = opened
    proposal.save(update_fields=["round"])
    _promise(opened)
    record(
        "proposal.voting",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        round=opened.pk,
        closes_at=closes_at.isoformat(),
    )
    return opened


def _where_tabled(proposal: Proposal, electorate: Electorate) -> None:
    """What is on an agenda is voted on in that meeting. Raises WrongMoment elsewhere."""
    if proposal.item is not None and electorate.item != proposal.item:
        raise WrongMoment(
            _("This proposal is on the agenda of “%(meeting)s”: it is voted on there.")
            % {"meeting": proposal.item.sitting}
        )


def _promise(opened: Round) -> None:
    """Promise the closing, and the reminders for which there is time."""
    outbox.post("settle", key=f"settle:{opened.pk}", due_at=opened.closes_at, round_id=opened.pk)
    for name, before in REMINDERS.items():
        if opened.closes_at - before > opened.opened_at:
            outbox.post(
                "remind",
                key=f"remind:{opened.pk}:{name}",
                due_at=opened.closes_at - before,
                round_id=opened.pk,
                name=name,
            )


@transaction.atomic
def cancel_vote(proposal: Proposal, actor: Person, *, because: str) -> None:
    """Cancel the open vote with its reason; the proposal goes back to discussion."""
    proposal = lock(proposal, State.VOTING)
    cancelled = rounds.cancel(proposal.round_id, because=because, actor=actor)  # type: ignore[arg-type]
    Proposal.objects.filter(pk=proposal.pk).update(round=None)
    if proposal.amends is not None:
        thaw(proposal.amends)
    for key in [f"settle:{cancelled.pk}", *(f"remind:{cancelled.pk}:{n}" for n in REMINDERS)]:
        outbox.cancel(key)
    record(
        "proposal.vote_cancelled",
        actor=actor,
        topics=topics_of(proposal),
        proposal=proposal.pk,
        because=cancelled.cancelled_because,
    )


def settle(round_id: int, *, early: bool = False, actor: Person | None = None) -> Decision:
    """Close the round, count it and enter the decision, in one transaction; twice gives the same.

    Raises TooEarly while the round is open, unless somebody asks to close it `early`.
    """
    with transaction.atomic():
        result = close_round(round_id, early=early, actor=actor)
        # The round's lock is held: nobody else settles the same proposal meanwhile.
        proposal = Proposal.objects.current().get(round_id=round_id)
        if proposal.decision is not None:
            return proposal.decision
        decision = _enter(proposal, result, actor)
        Proposal.objects.filter(pk=proposal.pk).update(decision=decision)
        if proposal.amends is not None and result.adopted:
            on = timezone.localdate(decision.decided_at)
            enact_as_decided(proposal.amends, reference=decision.reference, on=on, actor=actor)
        outbox.cancel(f"settle:{round_id}")
        record(
            "proposal.settled",
            actor=actor,
            topics=[*topics_of(proposal), f"round.{round_id}"],
            proposal=proposal.pk,
            round=round_id,
            decision=decision.pk,
            adopted=result.adopted,
        )
    return decision


def _enter(proposal: Proposal, result: Any, actor: Person | None) -> Decision:
    round_ = result.round
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


def _ground(round_: Round, result: Any) -> dict[str, Any]:
    """How it was decided: the rule with its articles, and the exact figures."""
    return {
        "how": "vote",
        "round": round_.pk,
        "type": round_.decision_type,
        "edition": round_.edition,
        "articles": round_.articles,
        "rule": round_.rule,
        "outcome": result.outcome,
        "text_sha256": round_.text_sha256,
        "result_sha256": result.sha256,
    }


def lock(proposal: Proposal, *states: State) -> Proposal:
    """Lock the proposal's row and refuse unless it stands in one of these states."""
    locked = Proposal.objects.select_for_update(of=("self",)).current().get(pk=proposal.pk)
    state = locked.state(database_now())
    if state not in states:
        raise WrongMoment(
            _("That is not possible now: this proposal is at the stage “%(stage)s”.") % {"stage": state.label}
        )
    return locked


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
