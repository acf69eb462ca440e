"""Acts on proposals: draft, revise, submit, comment, attach, withdraw. Those on their votes are in `voting`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from governance.circles.models import Circle
from governance.code.models import Edition
from governance.decisions.models import Visibility
from governance.proposals import hanging
from governance.proposals.models import Comment, Plan, Proposal, State, Version, topics_of
from members.people.models import Person


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
    newer one exists, WrongMoment once a vote, or an agenda, froze the text.
    """
    proposal = lock_text(proposal)
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
    """Withdraw a proposal that is not being voted on, with all that hangs on it; it stays readable."""
    proposal = lock(proposal, State.DRAFT, State.DISCUSSED)
    hanging.let_go(proposal, actor=actor)
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
    """Take a message's words back; its place in the thread stays. Again is the same."""
    message = Comment.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=message.pk)
    if message.removed_at is not None:
        return
    message.removed_at = database_now()
    message.body = ""
    message.save(update_fields=["removed_at", "body"])
    message.mentions.clear()
    record("comment.removed", actor=actor, topics=[message.proposal.topic], comment=message.pk)


def lock(proposal: Proposal, *states: State) -> Proposal:
    """Lock the proposal's row and refuse unless it stands in one of these states."""
    locked = Proposal.objects.select_for_update(of=("self",)).current().get(pk=proposal.pk)
    is_at(locked, *states)
    return locked


def is_at(proposal: Proposal, *states: State) -> None:
    """Raise WrongMoment unless a proposal stands in one of these states, by the database clock."""
    state = proposal.state(database_now())
    if state not in states:
        raise WrongMoment(
            _("That is not possible now: this proposal is at the stage “%(stage)s”.") % {"stage": state.label}
        )


def lock_text(proposal: Proposal) -> Proposal:
    """Lock a proposal whose text and files may still change.

    No vote froze them, none is being opened on them, and nobody is called to a meeting, or speaks beforehand, for them.
    """
    locked = lock(proposal, State.DRAFT, State.DISCUSSED)
    if locked.item is not None:
        raise WrongMoment(
            _(
                "This text is on the agenda of “%(meeting)s”: members are called to vote on it as it stands. Those who make the agenda take it off first."
            )
            % {"meeting": locked.item.meeting}
        )
    if Plan.objects.filter(proposal=locked, opening_at__isnull=False).exists():
        raise WrongMoment(
            _(
                "The vote on this text is being opened, so the text is frozen. Drop the plan of the vote first."
            )
        )
    return locked
