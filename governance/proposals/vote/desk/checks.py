"""What is to be seen to before a vote opens."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refusal
from core.mail import watch as mail
from core.outbox import watch
from core.prose.days import date_format
from governance.meetings.models import AgendaItem
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from governance.proposals.vote.plans import request_of
from governance.proposals.vote.question import question
from governance.proposals.vote.request import VoteRequest
from governance.proxies.attendance_sheet import attendance_sheet

NOT_HERE = ("holder_absent", "chair_absent")


@dataclass(frozen=True)
class Check:
    """One thing to look at before a vote opens: whether it is well, and a sentence."""

    ok: bool
    sentence: str


def checks(plan: Plan) -> list[Check]:
    """What is to be seen to before the vote opens: the roll, the rule, the text, the clocks, the mails."""
    request = request_of(plan)
    try:
        asked_question = question(plan.proposal, request)
    except Refusal as no:
        return [Check(False, str(no))]
    rule = Check(
        True,
        _("The rule is that of edition %(edition)d of the code social.")
        % {"edition": asked_question.edition},
    )
    house = [*_clocks(plan), *_closing(), *_mail()]
    known = _known_by_name(request) if asked_question.secret else ()
    return [*_roll(request.electorate), *known, rule, *_documents(plan.proposal), *house]


def _roll(electorate: Electorate) -> Iterator[Check]:
    size = sum(electorate.sizes().values())
    yield Check(
        size > 0,
        ngettext("%(count)d voice is on the roll.", "%(count)d voices are on the roll.", size)
        % {"count": size},
    )
    if electorate.item is not None:
        yield from _not_checked_in(electorate.item)
    if electorate.item is None and size <= opening.MOST_AT_ONCE:
        lost = sum(seat.bearer_id is None for seat in electorate.seats())
        if lost:
            yield Check(
                False,
                ngettext(
                    "Nobody acts on line for %(count)d voice: it needs a proxy, or a paper ballot.",
                    "Nobody acts on line for %(count)d voices: they need a proxy, or a paper ballot.",
                    lost,
                )
                % {"count": lost},
            )


def _not_checked_in(item: AgendaItem) -> Iterator[Check]:
    """The proxies of a meeting that do not count, because who holds them is not there, or not noted."""
    sheet = attendance_sheet(item.meeting, item)
    proxies = {
        proxy.giver_id: proxy for proxy in item.meeting.proxies.standing().select_related("holder__person")
    }
    lost = [proxies[int(giver)] for giver, reason in sheet.voices.refused if reason in NOT_HERE]
    if lost:
        holders = sorted({str(proxy.holder or item.meeting.chair) for proxy in lost})
        yield Check(
            False,
            ngettext(
                "%(count)d proxy does not count: who holds it is not checked in (%(names)s).",
                "%(count)d proxies do not count: those who hold them are not checked in (%(names)s).",
                len(lost),
            )
            % {"count": len(lost), "names": ", ".join(holders)},
        )


def _known_by_name(request: VoteRequest) -> Iterator[Check]:
    """What of a secret vote is not secret: the ballots that the desk puts in as it opens."""
    if count := len(request.in_advance()):
        yield Check(
            False,
            ngettext(
                "%(count)d ballot comes from a form or a blank proxy: whoever noted it knows what it says. It hides nobody.",
                "%(count)d ballots come from forms or blank proxies: whoever noted them knows what they say. They hide nobody.",
                count,
            )
            % {"count": count},
        )


def _documents(proposal: Proposal) -> Iterator[Check]:
    version = proposal.latest
    files = proposal.attachments.count()
    yield Check(
        True,
        _("Version %(number)d of the text is voted on, with %(count)d files beside it.")
        % {"number": version.number, "count": files},
    )


def _clocks(plan: Plan) -> list[Check]:
    """Whether this server and whoever closes votes go by the database's clock."""
    apart = [Check(False, trouble.sentence) for trouble in watch.of_clocks()]
    ends = date_format(timezone.localtime(plan.closes_at), "DATETIME_FORMAT")
    return apart or [Check(True, _("The clocks agree; voting closes on %(moment)s.") % {"moment": ends})]


def _closing() -> list[Check]:
    """Whether somebody is there who will close the vote."""
    return [Check(False, trouble.sentence) for trouble in watch.of_lanes(["decide"])]


def _mail() -> list[Check]:
    """Whether those who vote will be told by mail, as far as is known."""
    return [Check(False, trouble.sentence) for trouble in mail.troubles()] or [Check(True, mail.well())]
