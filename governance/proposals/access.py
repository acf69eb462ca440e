"""Doors to proposals: each lends the row, or says 404 (you may not know) or 403 (you may not act)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from governance.circles.standing import Standing, standing_of
from governance.decisions.models import Visibility
from governance.proposals.models import (
    Attachment,
    Comment,
    Proposal,
    ProposalQuerySet,
    Version,
    may_read_whole,
    rolls,
)


def readable(user: Any, number: int) -> Proposal:
    """Lend a proposal that this person, or this visitor, may read whole, its discussion included."""
    return lend(Proposal.objects.visible_to(standing_of(user)).filter(number=number))


def known(user: Any, number: int) -> Proposal:
    """Lend a proposal of which somebody may know the text, the vote and the result: see `known_to`."""
    return lend(Proposal.objects.known_to(standing_of(user)).filter(number=number))


def known_if_any(user: Any, number: int) -> Proposal | None:
    """The same proposal; None where there is none, or where they may not know of it."""
    return Proposal.objects.known_to(standing_of(user)).filter(number=number).current().first()


def own_versions(user: Any, number: int) -> list[Version]:
    """Lend what somebody wrote themselves of a text that others went on with, where they may read no more of it."""
    written = Version.objects.filter(proposal__number=number, author=user.pk).select_related("proposal")
    versions = list(written.exclude(proposal__submitted_at=None).order_by("number"))
    if not versions:
        raise Http404
    return versions


def files(user: Any, proposal: Proposal) -> QuerySet[Attachment]:
    """The files beside a proposal that somebody may open: of a text that they may only know as its author, their own."""
    standing, all_of_them = standing_of(user), proposal.attachments.all()
    if may_read_whole(standing, proposal) or rolls([proposal.topic]).filter(standing.voices()).exists():
        return all_of_them
    return all_of_them.filter(added_by=user)


def lend(proposals: ProposalQuerySet) -> Proposal:
    """Lend the one proposal that was found, with what every page shows of it, or say 404."""
    proposal = proposals.current().first()
    if proposal is None:
        raise Http404
    return proposal


def proposer(user: Any) -> Standing:
    """Let in whoever may write proposals: members, and people who sit in a circle."""
    standing = standing_of(user)
    if not (standing.is_member or standing.circles or standing.keeps):
        raise PermissionDenied(
            _("Members and people of a circle write proposals. You can follow every public one.")
        )
    return standing


def editable(user: Any, number: int) -> Proposal:
    """Lend a proposal to its author, or to whoever leads its circle."""
    proposal = readable(user, number)
    if not may_edit(standing_of(user), proposal):
        raise PermissionDenied(_("Only its author, or who leads its circle, may do this."))
    return proposal


def tabled(user: Any, number: int) -> Proposal:
    """Lend a proposal to whoever makes the agenda of the members: the desk, and those who lead all circles."""
    proposal = readable(user, number)
    if not may_table(standing_of(user)):
        raise PermissionDenied(_("Only those who convene the members make their agenda."))
    return proposal


def may_table(standing: Standing) -> bool:
    """Whether somebody makes the agenda of the members."""
    return standing.keeps or standing.may_lead(None)


def discussed(user: Any, number: int) -> Proposal:
    """Lend a proposal to whoever may speak in its discussion."""
    proposal = readable(user, number)
    if not may_comment(standing_of(user), proposal):
        raise PermissionDenied(_("This discussion is for members; you can follow it."))
    return proposal


def own_comment(user: Any, number: int, comment_id: int) -> Comment:
    """Lend a comment to its author, or to an administrator."""
    proposal = readable(user, number)
    comment = proposal.comments.filter(pk=comment_id, removed_at=None).first()
    if comment is None:
        raise Http404
    if comment.author_id != user.pk and not standing_of(user).is_admin:
        raise PermissionDenied(_("Only its author may remove a message."))
    return comment


def attached(user: Any, number: int, attachment_id: int) -> Attachment:
    """Lend a file beside a proposal that the person may read."""
    attachment = files(user, known(user, number)).filter(pk=attachment_id).first()
    if attachment is None:
        raise Http404
    return attachment


def may_edit(standing: Standing, proposal: Proposal) -> bool:
    """Its author, as long as they may read it whole, or whoever leads its circle."""
    person = standing.person
    if person is None or not may_read_whole(standing, proposal):
        return False
    return proposal.author_id == person.pk or standing.may_lead(proposal.circle_id)


def may_comment(standing: Standing, proposal: Proposal) -> bool:
    """Insiders speak everywhere they can read; other stakeholders where the text is open to them."""
    if standing.person is None or proposal.submitted_at is None or not may_read_whole(standing, proposal):
        return False
    open_to_stakeholders = proposal.visibility in {Visibility.PUBLIC, Visibility.STAKEHOLDERS}
    return standing.is_insider or (standing.is_stakeholder and open_to_stakeholders)
