"""Amendments: how each stands beside its base, and beside what came since; whether a vote may open on it.

An amendment is a change to its base. Before a vote opens, its base is the last edition, or it is brought up to date
first. If another edition comes meanwhile, what was adopted is merged with it where the two are apart; where they meet,
it waits until somebody writes an edition that says which of them holds, and everybody reads that it waits.
"""

from django.utils.translation import gettext as _

from governance.code.locks import Clash, is_tabled
from governance.code.merging import Content, Place, conflicts, content_of, merge, places_in_words
from governance.code.models import Edition
from governance.code.vocabulary.faults import faults
from governance.code.vocabulary.values import Applied, Code


class OutOfDate(Clash):
    """An amendment of an edition that is not the last one any more."""


def base_edition(edition: Edition) -> Edition | None:
    """The edition that another one changes; for drafts of earlier releases, the last one enacted before it was begun."""
    if edition.base is not None:
        return edition.base
    return Edition.objects.enacted().filter(number__lt=edition.number).last()


def newer_edition(edition: Edition) -> Edition | None:
    """The edition that came after the one which an amendment changes; None while it is up to date, or was enacted."""
    if edition.enacted_at is not None:
        return None
    last = Edition.objects.last_enacted()
    return last if last != base_edition(edition) else None


def conflicts_with(edition: Edition, later: Edition) -> list[Place]:
    """The places that an amendment and a later edition of its base, or a rival, both change and differently."""
    return conflicts(content_of(base_edition(edition)), content_of(edition), content_of(later))


def merged(edition: Edition, last: Edition) -> Content:
    """What an amendment changes and what came meanwhile, as one content."""
    return merge(content_of(base_edition(edition)), content_of(edition), content_of(last))


def is_mergeable(edition: Edition, last: Edition) -> bool:
    """Whether an amendment and what came meanwhile, which are apart, can be applied as one."""
    parameters = {
        key: Applied(stated.value, stated.kind, stated.article, stated.source, stated.confidence)
        for key, stated in merged(edition, last).values().items()
    }
    return not faults(Code(edition.number, edition.title, edition.effective_from, parameters, last.form))


def check_up_to_date(edition: Edition) -> None:
    """Let a vote open on an amendment of the last edition. Raises OutOfDate, which says what came and what to do.

    What members were called to vote on as it stands, on an agenda, and what was voted on already and is put again, only
    has to be apart from what came: it is merged with it once it is adopted.
    """
    last = newer_edition(edition)
    if last is None:
        return
    if edition.is_draft and not is_tabled(edition):
        raise OutOfDate(
            _(
                "This amendment changes an edition that edition %(number)d has replaced. Bring it up to date first, on the page of its draft."
            )
            % {"number": last.number}
        )
    if places := conflicts_with(edition, last):
        sentence = _("Edition %(number)d came meanwhile and changes the same: %(places)s.")
        facts = {"number": last.number, "places": places_in_words(places)}
        raise OutOfDate(f"{sentence % facts} {_what_to_do(edition)}")


def check_mergeable(edition: Edition) -> None:
    """Raise OutOfDate where an amendment and what came meanwhile are apart, and make no code together."""
    last = newer_edition(edition)
    if last is not None and not is_mergeable(edition, last):
        sentence = _("Edition %(number)d came meanwhile, and the two cannot be applied together.")
        raise OutOfDate(f"{sentence % {'number': last.number}} {_what_to_do(edition)}")


def _what_to_do(edition: Edition) -> str:
    """How one goes on with an amendment that cannot be merged with what came: nothing was voted on, or something was."""
    if edition.is_draft:
        return _("Take it off the agenda, bring it up to date, and call a meeting for it.")
    return _("Let this vote rest, and propose an amendment of that edition.")


def resulting_edition(edition: Edition) -> Edition | None:
    """The edition in force by the decision that adopted an amendment: itself, or the one that merges it with another."""
    if not edition.adopted_by:
        return None
    return Edition.objects.enacted().filter(adopted_by=edition.adopted_by).last()
