"""Acts by which two readings become one sheet, and by which that is taken back."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from members.people.models import Person
from votes.rounds.models import Round
from votes.tellers.actions.noting import note
from votes.tellers.comparing import CountsDisagree, compare
from votes.tellers.models import Sheet, Slip
from votes.tellers.moments import WrongReadingStage, both_done, hold_to_read


@transaction.atomic
def agree(round_id: int, *, remark: str = "", actor: Person) -> Sheet:
    """Agree on the slips of a closed round; again gives the same sheet.

    Raises WrongReadingStage before the closing or before both have read, CountsDisagree where the readings differ, where there
    are more slips than marks, or fewer without a remark.
    """
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if (agreed := Sheet.objects.filter(round=round_).first()) is not None:
        return agreed
    round_ = hold_to_read(round_id)
    _may_agree(round_, actor)
    slips = list(Slip.objects.filter(teller=round_.tellers.order_by("pk").first()))
    marks = round_.voices.filter(on_paper=True).count()
    _balance(round_, slips, marks, remark.strip())
    sheet = Sheet.objects.create(
        round=round_, agreed_at=database_now(), agreed_by=actor, marks=marks, slips=len(slips),
        void=sum(slip.void for slip in slips), remark=remark.strip()[:300],
    )  # fmt: skip
    note("paper.agreed", round_, actor, marks=sheet.marks, slips=sheet.slips)
    return sheet


def _may_agree(round_: Round, actor: Person) -> None:
    if not round_.tellers.filter(person=actor).exists():
        raise WrongReadingStage(_("Those who read the slips agree on them: one of the two tellers does it."))
    if not both_done(round_):
        raise WrongReadingStage(_("Two tellers read the slips and say so, then they are compared."))
    if differ := compare(round_).differ:
        raise CountsDisagree(
            ngettext(
                "The two readings differ on %(count)s slip: look at the paper again, and correct it.",
                "The two readings differ on %(count)s slips: look at the paper again, and correct them.",
                differ,
            )
            % {"count": differ}
        )


def _balance(round_: Round, slips: list[Slip], marks: int, remark: str) -> None:
    if len(slips) > marks or (round_.secret and round_.by_college and _too_many(round_, slips)):
        raise CountsDisagree(
            _(
                "There are more slips than voices that signed the roll: find who did not sign, or the slip that was read twice."
            )
        )
    if len(slips) < marks and not remark:
        raise CountsDisagree(
            ngettext(
                "%(count)s slip is missing: say in a sentence what is known of it.",
                "%(count)s slips are missing: say in a sentence what is known of them.",
                marks - len(slips),
            )
            % {"count": marks - len(slips)}
        )


def _too_many(round_: Round, slips: list[Slip]) -> bool:
    """Whether a college has more slips than marks, where each has its pile."""
    signed = Counter(round_.voices.filter(on_paper=True).values_list("college", flat=True))
    return any(count > signed[college] for college, count in Counter(s.college for s in slips).items())


@transaction.atomic
def reopen(round_id: int, *, actor: Person) -> None:
    """Take an agreement back, until the result is proclaimed; again changes nothing."""
    round_ = Round.objects.select_for_update().get(pk=round_id)
    if round_.proclaimed_at is not None:
        raise WrongReadingStage(_("The result is proclaimed: its paper ballots stay as they were read."))
    deleted, _rows = Sheet.objects.filter(round=round_).delete()
    if deleted:
        note("paper.reopened", round_, actor)
