"""Editions put in force: the first of a house, one by hand, one by a decision; from then on nobody edits them."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.stamps import read
from governance.code.actions.amending import write_content
from governance.code.actions.drafts import copy_edition
from governance.code.amendments import check_up_to_date, conflicts_with, is_mergeable, merged, newer_edition
from governance.code.locks import hold_history, lock_draft, open_draft
from governance.code.models import Edition
from governance.code.review import check_edition
from governance.code.stamps import edition_stamp
from members.people.models import Person


class DecidedOnly(Refusal):
    """Once a house has a code social, only a decision changes it."""


@transaction.atomic
def enact(edition: Edition, *, actor: Person | None = None) -> None:
    """Put an edition in force from its date, never before the last one; from then on nobody edits it.

    Raises InvalidCode with the parameter to mend; nothing is half-enacted.
    """
    hold_history()
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.enacted_at is not None:
        return
    check_edition(edition)
    last = Edition.objects.last_enacted()
    if last is not None:
        # An edition that applied before the one it changes would bring that one forward, and end with it.
        edition.effective_from = max(edition.effective_from, last.effective_from)
    edition.enacted_at = database_now()
    edition.save(update_fields=["enacted_at", "effective_from"])
    record(
        "code.enacted",
        actor=actor,
        topics=["code", "portal"],
        number=edition.number,
        title=edition.title,
    )


@transaction.atomic
def enact_first(edition: Edition, *, seen: str = "", actor: Person) -> None:
    """Put the very first edition of a house in force. Raises DecidedOnly afterwards, InvalidCode, or Overtaken."""
    # Two who do so at once: the second finds what the first did.
    hold_history()
    if Edition.objects.enacted().exists():
        raise DecidedOnly(
            _("This house has a code social, so a decision changes it. Propose this amendment instead.")
        )
    read(seen, edition_stamp(lock_draft(edition)))
    enact(edition, actor=actor)


@transaction.atomic
def enact_by_hand(edition: Edition, *, actor: Person) -> None:
    """Put a draft in force without a decision, which the journal says. Raises NotADraft, OutOfDate or InvalidCode."""
    hold_history()
    edition = open_draft(edition)
    check_up_to_date(edition)
    edition.effective_from = max(edition.effective_from, _earliest_day())
    edition.save(update_fields=["effective_from"])
    enact(edition, actor=actor)
    record("code.enacted_by_hand", actor=actor, topics=["code"], number=edition.number)


@transaction.atomic
def enact_as_decided(edition: Edition, *, reference: str, actor: Person | None = None) -> Edition | None:
    """Put an amendment in force by a decision: on the date it names, never before the day after its result is told.

    Returns the edition that is in force by it: this one, or where another came during the vote, a new one that holds
    both. None where the two meet: then the amendment waits, and the journal says where.
    """
    hold_history()
    edition.adopted_by = reference
    edition.effective_from = max(edition.effective_from, _earliest_day())
    edition.save(update_fields=["adopted_by", "effective_from"])
    last = newer_edition(edition)
    if last is None:
        enact(edition, actor=actor)
        return edition
    fresh = _enact_merged(edition, last, actor)
    if fresh is None:
        record("code.waits", actor=actor, topics=["code"], number=edition.number, with_number=last.number)
    return fresh


def _enact_merged(edition: Edition, last: Edition, actor: Person | None) -> Edition | None:
    """A new edition with what was adopted and what came meanwhile; None where they meet, or cannot be applied together."""
    if conflicts_with(edition, last) or not is_mergeable(edition, last):
        return None
    fresh = copy_edition(last, effective_from=edition.effective_from, actor=actor)
    write_content(fresh, merged(edition, last))
    fresh.adopted_by = edition.adopted_by
    fresh.save(update_fields=["adopted_by"])
    enact(fresh, actor=actor)
    return fresh


def _earliest_day() -> date:
    """From which day an edition may be in force: a day that has a code keeps it to its end.

    What is done, called or opened on a day is read by the rules of that day for ever. A house that has no code yet has
    one at once.
    """
    today = timezone.localdate(database_now())
    held = Edition.objects.enacted().filter(effective_from__lte=today).exists()
    return today + timedelta(days=1) if held else today
