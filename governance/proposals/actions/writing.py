"""Acts on the text of a proposal: draft, revise, submit."""

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
from governance.proposals.locking import lock, lock_text
from governance.proposals.models import Proposal, State, Version, topics_of
from members.people.models import Person


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
