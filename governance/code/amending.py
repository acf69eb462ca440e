"""Amendments: a draft is frozen for its vote on the edition that it changes, and comes into force on it.

An amendment is a change to its base. Before a vote opens, its base is the last edition, or it is brought up to date
first. If another edition comes meanwhile, what was adopted is brought together with it where the two are apart; where
they meet, it waits until somebody writes an edition that says which of them holds, and everybody reads that it waits.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.stamps import read
from governance.code.actions import (
    Clash,
    copy_edition,
    enact,
    hold_history,
    is_tabled,
    lock_draft,
    open_draft,
)
from governance.code.history import edition_stamp
from governance.code.in_force import read_edition
from governance.code.merging import Place, content, meeting, named, together, write
from governance.code.models import Edition
from governance.code.review import check
from governance.code.vocabulary.faults import faults
from members.people.models import Person


class OutOfDate(Clash):
    """An amendment of an edition that is not the last one any more."""


def base_of(edition: Edition) -> Edition | None:
    """The edition that another one changes; for drafts of earlier releases, the last one enacted before it was begun."""
    if edition.base is not None:
        return edition.base
    return Edition.objects.enacted().filter(number__lt=edition.number).last()


def newer(edition: Edition) -> Edition | None:
    """The edition that came after the one which an amendment changes; None while it is up to date, or was enacted."""
    if edition.enacted_at is not None:
        return None
    last = Edition.objects.last_enacted()
    return last if last != base_of(edition) else None


def met(edition: Edition, other: Edition) -> list[Place]:
    """The places that an amendment and a later edition of its base, or a rival, both change and differently."""
    return meeting(content(base_of(edition)), content(edition), content(other))


def is_up_to_date(edition: Edition) -> None:
    """Let a vote open on an amendment of the last edition. Raises OutOfDate, which says what came and what to do.

    What members were called to vote on as it stands, on an agenda, and what was voted on already and is put again, only
    has to be apart from what came: it is joined to it once it is adopted.
    """
    last = newer(edition)
    if last is None:
        return
    if edition.is_draft and not is_tabled(edition):
        raise OutOfDate(
            _(
                "This amendment changes an edition that edition %(number)d has replaced. Bring it up to date first, on the page of its draft."
            )
            % {"number": last.number}
        )
    if places := met(edition, last):
        said = _("Edition %(number)d came meanwhile and changes the same: %(places)s.")
        raise OutOfDate(f"{said % {'number': last.number, 'places': named(places)}} {_what_to_do(edition)}")


@transaction.atomic
def freeze(edition: Edition) -> Edition:
    """Let nobody write in a draft any more, because it is put to a vote. Raises OutOfDate, InvalidCode or NotADraft."""
    hold_history()
    edition = lock_draft(edition)
    is_up_to_date(edition)
    check(edition)
    _can_be_joined(edition)
    edition.base, edition.frozen_at = base_of(edition), database_now()
    edition.save(update_fields=["base", "frozen_at"])
    return edition


def _can_be_joined(edition: Edition) -> None:
    """Raise OutOfDate where an amendment and what came meanwhile are apart, and make no code together."""
    last = newer(edition)
    if last is not None and not goes_together(edition, last):
        said = _("Edition %(number)d came meanwhile, and the two cannot be applied together.")
        raise OutOfDate(f"{said % {'number': last.number}} {_what_to_do(edition)}")


def _what_to_do(edition: Edition) -> str:
    """How one goes on with an amendment that cannot be joined to what came: nothing was voted on, or something was."""
    if edition.is_draft:
        return _("Take it off the agenda, bring it up to date, and call a meeting for it.")
    return _("Let this vote rest, and propose an amendment of that edition.")


@transaction.atomic
def bring_up_to_date(
    edition: Edition, last: Edition, *, keep: Collection[Place] = (), seen: str = "", actor: Person
) -> Edition:
    """Let a draft change the last edition: what came since is taken in, and what the draft changes stays.

    Where both changed the same, the last edition holds, save in the places to `keep`. `last` is the edition that was
    read when saying so. Raises NotADraft, Clash when yet another one came, or Overtaken when the draft says more than
    was `seen`.
    """
    hold_history()
    edition = open_draft(edition)
    if newer(edition) != last:
        raise Clash(_("Another edition came meanwhile. Open this page again, and read what it changes."))
    read(seen, edition_stamp(edition))
    base, before = content(base_of(edition)), set(edition.articles.values_list("pk", flat=True))
    write(edition, together(base, content(edition), content(last), keep))
    gone = before - set(edition.articles.values_list("pk", flat=True))
    edition.base = last
    edition.effective_from = max(edition.effective_from, last.effective_from)
    edition.save(update_fields=["base", "effective_from"])
    record(
        "code.brought_up_to_date",
        actor=actor,
        number=edition.number,
        with_number=last.number,
        row=sorted(gone),
    )
    return edition


def first_day() -> date:
    """From which day an edition may be in force: a day that has a code keeps it to its end.

    What is done, called or opened on a day is read by the rules of that day for ever. A house that has no code yet has
    one at once.
    """
    today = timezone.localdate(database_now())
    held = Edition.objects.enacted().filter(effective_from__lte=today).exists()
    return today + timedelta(days=1) if held else today


@transaction.atomic
def enact_by_hand(edition: Edition, *, actor: Person) -> None:
    """Put a draft in force without a decision, which the journal says. Raises NotADraft, OutOfDate or InvalidCode."""
    hold_history()
    edition = open_draft(edition)
    is_up_to_date(edition)
    edition.effective_from = max(edition.effective_from, first_day())
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
    edition.effective_from = max(edition.effective_from, first_day())
    edition.save(update_fields=["adopted_by", "effective_from"])
    last = newer(edition)
    if last is None:
        enact(edition, actor=actor)
        return edition
    joined = _joined(edition, last, actor)
    if joined is None:
        record("code.waits", actor=actor, topics=["code"], number=edition.number, with_number=last.number)
    return joined


def _joined(edition: Edition, last: Edition, actor: Person | None) -> Edition | None:
    """A new edition with what was adopted and what came meanwhile; None where they meet, or cannot be applied together."""
    if met(edition, last) or not goes_together(edition, last):
        return None
    fresh = _both(edition, last, actor)
    fresh.adopted_by = edition.adopted_by
    fresh.save(update_fields=["adopted_by"])
    enact(fresh, actor=actor)
    return fresh


def goes_together(edition: Edition, last: Edition) -> bool:
    """Whether an amendment and what came meanwhile, which are apart, can be applied as one; tried, and left as it was."""
    with transaction.atomic():
        fine = not faults(read_edition(_both(edition, last, None)))
        transaction.set_rollback(True)
    return fine


def _both(edition: Edition, last: Edition, actor: Person | None) -> Edition:
    """A draft of what an amendment changes and what came meanwhile."""
    fresh = copy_edition(last, effective_from=edition.effective_from, actor=actor)
    write(fresh, together(content(base_of(edition)), content(edition), content(last)))
    return fresh


def outcome(edition: Edition) -> Edition | None:
    """The edition in force by the decision that adopted an amendment: itself, or the one that joins it to another."""
    if not edition.adopted_by:
        return None
    return Edition.objects.enacted().filter(adopted_by=edition.adopted_by).last()
