"""Acts on the plan of a vote: prepare, rehearse, schedule, open. Until it opens, everything may change."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.mail import watch as mail
from core.outbox import actions as outbox
from core.outbox import watch
from core.prose.days import date_format
from governance.meetings.models import AgendaItem
from governance.proposals import hanging
from governance.proposals.actions import WrongMoment, lock
from governance.proposals.models import Plan, Proposal, State, topics_of
from governance.proposals.vote import actions as voting
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.question import Ask, asked_again, following, question
from governance.proxies.gathering import gathering
from members.people.models import Person
from votes.rounds import actions as rounds
from votes.rounds.deadline import BadDeadline, within_reach
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.tally.actions import close_round
from votes.tally.models import Result

A_REHEARSAL = timedelta(days=7)
# What a page says of a plan, beside the text and its files.
READ = (
    "pk", "decision_type", "electorate", "paper", "secret", "persons", "by_hand", "opens_at", "closes_at",
    "follows_id", "again",
)  # fmt: skip
NO_PLAN = "none"
NOT_HERE = ("holder_absent", "chair_absent")


class PlanChanged(Refusal):
    """A plan is not what somebody read before they acted on it."""


@transaction.atomic
def prepare(
    proposal: Proposal, ask: Ask, *, opens_at: datetime | None = None, closes_at: datetime, actor: Person | None,
    read: str | None = None,
) -> Plan:  # fmt: skip
    """Say how a proposal will be put to a vote; nothing opens, and an earlier plan is replaced, rehearsal and all.

    `read` is the fingerprint of the plan that somebody read first, or NO_PLAN. Raises PlanChanged where another one is
    there, WrongMoment, BadDeadline, or what `question` refuses: what could not be opened is not planned.
    """
    proposal = lock(proposal, State.DISCUSSED, State.AGAIN)
    earlier = Plan.objects.filter(proposal=proposal).select_related("proposal", "rehearsal").first()
    _may_replace(earlier, proposal, ask, read)
    ask = following(proposal, ask)
    _in_order(opens_at, closes_at)
    question(proposal, ask)
    if earlier is not None:
        # What was rehearsed, or is being opened, may not be what is asked now.
        hanging.wipe_rehearsal(earlier, actor=actor)
        hanging.stop_opening(earlier)
    facts = {**_said(ask), "closes_at": closes_at, "prepared_by": actor, "opens_at": None, "opening_at": None}
    plan, _created = Plan.objects.update_or_create(proposal=proposal, defaults=facts)
    record("plan.prepared", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    if opens_at is not None:
        schedule(plan, opens_at=opens_at, actor=actor)
    return plan


def _may_replace(earlier: Plan | None, proposal: Proposal, ask: Ask, read: str | None) -> None:
    """Refuse a plan in the place of another than was read, and one that passes over what a vote left open."""
    if read is not None and read != read_of(earlier):
        raise PlanChanged(
            _(
                "This vote was prepared otherwise meanwhile. Read that plan first; send this again to put it in its place."
            )
        )
    if earlier is None and proposal.round is not None and ask.follows is None:
        raise WrongMoment(
            _("A vote left something open here: vote on that again, then change what you like.")
        )


def _said(ask: Ask) -> dict[str, Any]:
    """What is asked, as a plan keeps it; `ask_of` reads it."""
    return {
        "decision_type": ask.decision_type,
        "electorate": ask.electorate.to_json(),
        "paper": ask.paper.to_json() if ask.paper else None,
        "secret": ask.secret,
        "persons": ask.persons,
        "by_hand": ask.by_hand,
        "follows": ask.follows,
        "again": ask.again,
    }


def _in_order(opens_at: datetime | None, closes_at: datetime) -> None:
    now = database_now()
    if opens_at is not None and opens_at <= now:
        raise BadDeadline(_("The opening has passed. Pick a later moment, or open the vote now."))
    if closes_at <= (opens_at or now):
        raise BadDeadline(_("Choose a closing after the opening."))
    within_reach(closes_at, now)


def ask_of(plan: Plan) -> Ask:
    """What a plan asks, on the register of today."""
    return Ask(
        plan.decision_type,
        Electorate.from_json(plan.electorate),
        paper=Paper.from_json(plan.paper) if plan.paper else None,
        secret=plan.secret,
        persons=plan.persons,
        by_hand=plan.by_hand,
        follows=plan.follows,
        again=plan.again,
    )


def read_of(plan: Plan | None) -> str:
    """What a page keeps of the plan that it shows, if there is one."""
    return NO_PLAN if plan is None else fingerprint(plan)


def fingerprint(plan: Plan) -> str:
    """What somebody reads of a plan before they act on it: the question, who votes, until when, the text and its files.

    Its rehearsal is not in it: to try a vote out does not change it.
    """
    facts = {name: getattr(plan, name) for name in READ}
    files = list(plan.proposal.attachments.values_list("sha256", flat=True))
    # Asked anew: the row may have been brought along before a version was written.
    version = plan.proposal.versions.aggregate(last=Max("number"))["last"]
    said = json.dumps({**facts, "version": version, "files": files}, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def hold(plan: Plan, *, read: str | None = None) -> Proposal:
    """Lock the proposal of a plan, and bring the plan up to date with what it is now.

    Raises WrongMoment, or PlanChanged where it is no more, or another than was `read` (its fingerprint).
    """
    proposal = lock(plan.proposal, State.DISCUSSED, State.AGAIN)
    if not Plan.objects.filter(pk=plan.pk).exists():
        raise PlanChanged(_("This plan was dropped after you opened the page."))
    plan.refresh_from_db()
    plan.proposal = proposal
    if read is not None and read != fingerprint(plan):
        raise PlanChanged(_("This plan was changed after you opened the page: read it as it is now."))
    return proposal


@transaction.atomic
def drop(plan: Plan, *, actor: Person, read: str | None = None) -> None:
    """Forget a plan, with its rehearsal; the discussion goes on. Raises what `hold` does."""
    hanging.drop_plan(hold(plan, read=read), actor=actor)


@transaction.atomic
def schedule(plan: Plan, *, opens_at: datetime, actor: Person | None) -> None:
    """Let the vote open by itself at an instant. Raises BadDeadline."""
    proposal = hold(plan)
    _in_order(opens_at, plan.closes_at)
    plan.opens_at = opens_at
    plan.save(update_fields=["opens_at"])
    key = hanging.opens_at_its_hour(plan)
    outbox.post("open_vote", key=key, due_at=opens_at, plan_id=plan.pk)
    outbox.revive(key, opens_at)
    record(
        "plan.scheduled", actor=actor, topics=topics_of(proposal), proposal=proposal.pk,
        opens_at=opens_at.isoformat(), closes_at=plan.closes_at.isoformat(),
    )  # fmt: skip


@transaction.atomic
def open_now(plan: Plan, *, actor: Person | None, read: str | None = None) -> Round | None:
    """Open the vote of a plan; None where its roll is so long that the lane for long work writes it first.

    Raises what `hold` does, NoElectorate, BadDeadline or what `question` refuses, and nothing has changed.
    """
    proposal = hold(plan, read=read)
    if plan.opening_at is not None:
        raise WrongMoment(_("This vote is being opened already: its roll is long."))
    ask = ask_of(plan)
    # Of a meeting nobody reads who is there before it is held still.
    if ask.electorate.item is None and sum(ask.electorate.sizes().values()) > voting.MOST_AT_ONCE:
        _begin_long(plan, ask, actor)
        return None
    return voting.open_vote(proposal, ask, closes_at=plan.closes_at, actor=actor)


def _begin_long(plan: Plan, ask: Ask, actor: Person | None) -> None:
    question(plan.proposal, ask)
    plan.opening_at = database_now()
    plan.save(update_fields=["opening_at"])
    outbox.post("open_long", key=hanging.opens_once_written(plan), plan_id=plan.pk)
    record("plan.opening", actor=actor, topics=topics_of(plan.proposal), proposal=plan.proposal_id)


@transaction.atomic
def rehearse(plan: Plan, *, actor: Person, read: str | None = None) -> Round:
    """Open a rehearsal of the vote on its real roll: everybody may try, and nothing counts.

    Raises what `hold` does, WrongMoment when one is under way, or what an opening refuses.
    """
    proposal = hold(plan, read=read)
    if plan.opening_at is not None:
        raise WrongMoment(_("This vote is being opened already: its roll is long."))
    if plan.rehearsal is not None:
        raise WrongMoment(_("A rehearsal is under way already: end it first."))
    ask = ask_of(plan)
    # Nobody hands paper in at a rehearsal: it is counted at once, and proclaimed by nobody.
    asked = question(proposal, replace(ask, rehearsal=True, by_hand=False))
    until = min(plan.opens_at or plan.closes_at, database_now() + A_REHEARSAL)
    plan.rehearsal = rounds.open_round(asked, ask.seats(), closes_at=until, actor=actor)
    plan.save(update_fields=["rehearsal"])
    record("plan.rehearsed", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)
    return plan.rehearsal


@transaction.atomic
def count_rehearsal(plan: Plan, *, actor: Person, read: str | None = None) -> Result | None:
    """Close a rehearsal and count what was tried; it decides nothing. Raises as `end_rehearsal`."""
    hold(plan)
    _is_rehearsed(plan, read)
    assert plan.rehearsal is not None
    return close_round(plan.rehearsal.pk, early=True, actor=actor)


@transaction.atomic
def end_rehearsal(plan: Plan, *, actor: Person, read: str | None = None) -> None:
    """Wipe a rehearsal: its ballots, its roll and its result are gone.

    Raises WrongMoment where there is none, PlanChanged where it is another than was `read`.
    """
    proposal = hold(plan)
    _is_rehearsed(plan, read)
    hanging.wipe_rehearsal(plan, actor=actor)
    record("plan.rehearsal_over", actor=actor, topics=topics_of(proposal), proposal=proposal.pk)


def _is_rehearsed(plan: Plan, read: str | None) -> None:
    if plan.rehearsal is None:
        raise WrongMoment(_("There is no rehearsal under way."))
    if read is not None and read != str(plan.rehearsal_id):
        raise PlanChanged(
            _("Another rehearsal is under way than the one of this page: read it as it is now.")
        )


def prepare_again(proposal: Proposal, *, closes_at: datetime, actor: Person) -> Plan:
    """Prepare the vote that follows one which settled nothing: a second call, a second ballot, those who tied.

    Raises WrongMoment when there is nothing to vote on again.
    """
    if Plan.objects.filter(proposal=proposal).exists():
        raise WrongMoment(_("A vote is prepared already: change its plan, or drop it first."))
    result = Result.objects.filter(round=proposal.round_id).select_related("round").first()
    ask = asked_again(result.round, result.outcome) if result is not None else None
    if ask is None:
        raise WrongMoment(_("This vote settled its question: there is nothing to vote on again."))
    if (item := proposal.item) is not None:
        # It is asked where it was taken since, and as the agenda there tells.
        there = Electorate(item.meeting.record_on, item=item)
        ask = replace(ask, decision_type=item.decision_type, electorate=there)
    return prepare(proposal, ask, closes_at=closes_at, actor=actor)


# --- before opening -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing to look at before a vote opens: whether it is well, and a sentence."""

    ok: bool
    sentence: str


def checks(plan: Plan) -> list[Check]:
    """What is to be seen to before the vote opens: the roll, the rule, the text, the clocks, the mails."""
    ask = ask_of(plan)
    try:
        asked = question(plan.proposal, ask)
    except Refusal as no:
        return [Check(False, str(no))]
    rule = Check(
        True, _("The rule is that of edition %(edition)d of the code social.") % {"edition": asked.edition}
    )
    house = [*_clocks(plan), *_closing(), *_mail()]
    known = _known_by_name(ask) if asked.secret else ()
    return [*_roll(ask.electorate), *known, rule, *_documents(plan.proposal), *house]


def _roll(electorate: Electorate) -> Iterator[Check]:
    size = sum(electorate.sizes().values())
    yield Check(
        size > 0,
        ngettext("%(count)d voice is on the roll.", "%(count)d voices are on the roll.", size)
        % {"count": size},
    )
    if electorate.item is not None:
        yield from _not_checked_in(electorate.item)
    if electorate.item is None and size <= voting.MOST_AT_ONCE:
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
    there = gathering(item.meeting, item)
    proxies = {
        proxy.giver_id: proxy for proxy in item.meeting.proxies.standing().select_related("holder__person")
    }
    lost = [proxies[int(giver)] for giver, why in there.found.refused if why in NOT_HERE]
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


def _known_by_name(ask: Ask) -> Iterator[Check]:
    """What of a secret vote is not secret: the ballots that the desk puts in as it opens."""
    if count := len(ask.in_advance()):
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
