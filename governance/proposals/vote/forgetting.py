"""What votes forget: who voted, never what was counted."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from members.people.forgetting import Room
from members.people.models import Person
from votes.rounds.models import Voice


class Votes(Room):
    """Whoever is on an open roll waits; rolls that are closed lose the name."""

    def obstacles(self, person: Person) -> Iterable[str]:
        waiting = Voice.objects.filter(bearer=person, round__closed_at=None, round__cancelled_at=None)
        if waiting.exists():
            yield _("You are on the roll of a vote that is open: wait until it closes.")

    def stays(self, person: Person) -> Iterable[str]:
        if Voice.objects.filter(bearer=person).exists():
            yield _("The voices you cast, without your name: the counts must be repeatable.")

    def forget(self, person: Person) -> None:
        for voice in Voice.objects.filter(bearer=person).select_related("member"):
            of_theirs = voice.member is None or voice.member.person_id == person.pk
            if of_theirs:
                name = f"no. {voice.member.number}" if voice.member else f"#{person.pk}"
                Voice.objects.filter(pk=voice.pk).update(name=name)
