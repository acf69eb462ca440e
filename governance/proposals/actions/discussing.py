"""Acts on the discussion of a proposal: add a message, take one back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from governance.proposals.locking import WrongMoment
from governance.proposals.models import Comment, Proposal, topics_of
from members.people.models import Person


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
