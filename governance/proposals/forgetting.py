"""What discussions forget: who spoke, never what was said."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from governance.proposals.models import Comment, Proposal
from members.people.forgetting import Room
from members.people.models import Person


class Proposals(Room):
    """Drafts go; texts and messages that others read stay, signed by nobody in particular."""

    def stays(self, person: Person) -> Iterable[str]:
        if person.comments.exists() or person.proposals.exclude(submitted_at=None).exists():
            yield _("What you wrote for others to read, without your name.")
        yield _("The decisions of the register, as they were sealed.")

    def forget(self, person: Person) -> None:
        Proposal.objects.filter(author=person, submitted_at=None).delete()
        Comment.mentions.through.objects.filter(person=person).delete()
