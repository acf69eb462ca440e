"""What discussions and votes forget: who spoke and who voted, never what was said and counted."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from governance.proposals.models import Comment, Proposal
from members.people.forgetting import Room
from members.people.models import Person
from votes.rounds.models import Voice


class Proposals(Room):
    """Drafts go; texts and messages that others read stay, signed by nobody in particular; rolls lose the name."""

    def obstacles(self, person: Person) -> Iterable[str]:
        waiting = Voice.objects.filter(bearer=person, round__closed_at=None, round__cancelled_at=None)
        if waiting.exists():
            yield _("You are on the roll of a vote that is open: wait until it closes.")

    def stays(self, person: Person) -> Iterable[str]:
        if Voice.objects.filter(bearer=person).exists():
            yield _("The voices you cast, without your name: the counts must be repeatable.")
        if person.comments.exists() or person.proposals.exclude(submitted_at=None).exists():
            yield _("What you wrote for others to read, without your name.")
        yield _("The decisions of the register, as they were sealed.")

    def forget(self, person: Person) -> None:
        Proposal.objects.filter(author=person, submitted_at=None).delete()
        Comment.mentions.through.objects.filter(person=person).delete()
        for voice in Voice.objects.filter(bearer=person).select_related("member"):
            of_theirs = voice.member is None or voice.member.person_id == person.pk
            if of_theirs:
                mark = f"no. {voice.member.number}" if voice.member else f"#{person.pk}"
                Voice.objects.filter(pk=voice.pk).update(name=mark)
