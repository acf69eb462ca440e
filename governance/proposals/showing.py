"""What the pages of a proposal show, gathered in few queries; views and live frames share it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.prose.difference import difference
from governance.circles.marks import mark
from governance.circles.standing import Standing, standing_of
from governance.code.amendments import base_of, conflicts_with, is_mergeable, newer_edition, resulting_edition
from governance.code.history import compare
from governance.code.merging import places_in_words
from governance.code.queries import edition_state
from governance.decisions.models import Decision
from governance.proposals import access
from governance.proposals.models import Comment, Proposal, State, Version
from governance.proposals.panels import my_page
from members.people.queries import college_names
from votes.ballots.models import Ballot
from votes.rounds import participation
from votes.rounds.actions import Question
from votes.rounds.explain import cited, decision_name, explain, explain_options
from votes.rounds.models import Round
from votes.rules.motion import MotionRule
from votes.tally.readings.words import tells_no_mark
from votes.tally.told import figures, left_open, read, told, told_outcome
from votes.tally.verdict import brought, picture, weights_told

Page = dict[str, Any]
DEEPEST = 3


def turnout(proposal: Proposal) -> participation.Turnout | None:
    """Count the roll of the proposal's round, in one query; None without a round."""
    if proposal.round_id is None:
        return None
    return participation.turnouts([proposal.round_id]).get(proposal.round_id)


STEPS = [
    (State.DRAFT, "pencil", lambda: _("Write")),
    (State.DISCUSSED, "message-circle", lambda: _("Discuss")),
    (State.VOTING, "vote", lambda: _("Vote")),
    (State.ADOPTED, "scroll-text", lambda: _("Decide")),
]


def steps(state: State) -> list[dict[str, str]]:
    """The beads on the thread: done, current, next."""
    order = [step for step, _icon, _label in STEPS]
    reached = {
        State.COUNTING: State.ADOPTED,
        State.AGAIN: State.VOTING,
        State.REJECTED: State.ADOPTED,
        State.WITHDRAWN: State.DISCUSSED,
    }
    at = order.index(reached.get(state, state))
    over = state in {State.ADOPTED, State.REJECTED}
    return [
        {
            "icon": "check" if k < at or (over and k == at) else icon,
            "label": label(),
            "state": "done" if k < at or (over and k == at) else "current" if k == at else "next",
        }
        for k, (_step, icon, label) in enumerate(STEPS)
    ]


def comes_next(proposal: Proposal, state: State) -> str:
    """One sentence on what comes next."""
    if state == State.COUNTING and proposal.round is not None and proposal.round.by_hand:
        return _("Voting is closed. The result shows here once the paper ballots are counted.")
    return {
        State.DRAFT: _("Only you see this draft. Submit it when others may discuss it."),
        State.DISCUSSED: _(
            "Everyone it concerns discusses it; its author puts it to a vote when it is ripe."
        ),
        State.VOTING: _("The result shows here by itself when voting closes."),
        State.AGAIN: _(
            "Something is left to settle: whoever leads it puts it to another vote, or lets it rest."
        ),
        State.COUNTING: _("Voting is closed. The result shows here in a moment."),
        State.ADOPTED: _("It is in the register of decisions."),
        State.REJECTED: _(
            "It is in the register of decisions. The discussion may go on with a new proposal."
        ),
        State.WITHDRAWN: _("Its author withdrew it. It stays readable."),
    }[state]


def live_page(proposal: Proposal) -> Page:
    """What everyone on the proposal's topic sees alike: the stage, participation, the result."""
    state = proposal.stage
    page: Page = {
        "proposal": proposal,
        "state": state,
        "steps": steps(state),
        "now": proposal.now,  # type: ignore[attr-defined]
        "next": comes_next(proposal, state),
        "turnout": turnout(proposal),
    }
    if proposal.decision is not None and proposal.round is not None:
        outcome = told_outcome(proposal.round, proposal.decision.ground["outcome"])
        page["verdict"] = told(proposal.round, outcome, proposal.decision.adopted)
        page["outcome"] = outcome
    if state == State.AGAIN and proposal.round is not None:
        page["undecided"] = left_open(proposal.round, proposal.round.result.outcome)
    if state in {State.DISCUSSED, State.AGAIN}:
        page["cancelled"] = _cancelled(proposal)
    return page


def _cancelled(proposal: Proposal) -> Round | None:
    """The last vote that was cancelled since the one that stands, if there was one."""
    cancelled = Round.objects.filter(subject=proposal.topic, rehearsal=False, cancelled_at__isnull=False)
    return cancelled.filter(follows=proposal.round).order_by("-cancelled_at").first()


def whole_page(user: Any, proposal: Proposal, comment_form: Any) -> Page:
    """The page of a proposal; its discussion for those who may read it."""
    mine = my_page(user, proposal)
    return {
        **live_page(proposal),
        **mine,
        **(discussion(proposal) if mine["whole"] else {}),
        "comment_form": comment_form,
        "version": proposal.latest,
        "files": list(access.files(user, proposal)),
        "topic": proposal.topic,
        **amendment(proposal),
    }


def amendment(proposal: Proposal) -> Page:
    """What an amendment would change in the code social; nothing for any other proposal."""
    if proposal.amends is None:
        return {}
    before = base_of(proposal.amends)
    changes = compare(before, proposal.amends) if before else []
    state = edition_state(proposal.amends, timezone.localdate())
    later = newer_edition(proposal.amends) if state in {"draft", "frozen", "waiting"} else None
    tabled = later is not None and state == "draft" and proposal.item is not None
    return {
        "changes": changes,
        "colleges": college_names(),
        "amends": proposal.amends,
        "amends_state": state,
        "amends_base": before,
        "amends_newer": later,
        "amends_met": places_in_words(conflicts_with(proposal.amends, later)) if tabled and later else "",
        "amends_apart": bool(tabled and later and is_mergeable(proposal.amends, later)),
        "amends_joined": resulting_edition(proposal.amends) if state == "joined" else None,
    }


def region(user: Any, proposal: Proposal, name: str) -> tuple[str, Page]:
    """One region of the page: its template and what it shows. Raises Http404 on another name."""
    if name == "live":
        return "proposals/_live.html", live_page(proposal)
    if name == "me":
        return "proposals/_me.html", {**live_page(proposal), **my_page(user, proposal)}
    if name == "discussion":
        return "proposals/_thread.html", {**my_page(user, proposal), **discussion(proposal)}
    raise Http404


def discussion(proposal: Proposal) -> Page:
    """The messages in reading order, each with its depth."""
    said = list(proposal.comments.select_related("author"))
    mark([proposal.author, *(comment.author for comment in said)])
    return {"comments": list(_threaded(said)), "spoken": sum(c.removed_at is None for c in said)}


def _threaded(said: list[Comment]) -> Iterable[Comment]:
    answers: dict[int | None, list[Comment]] = {}
    for message in said:
        answers.setdefault(message.parent_id, []).append(message)
    waiting = [(message, 0) for message in reversed(answers.get(None, []))]
    while waiting:
        message, depth = waiting.pop()
        message.depth = min(depth, DEEPEST)  # type: ignore[attr-defined]
        yield message
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(message.pk, []))]


def versions(proposal: Proposal, asked: Mapping[str, str]) -> Page:
    """Two versions side by side in one text; the last two unless asked otherwise."""
    written = list(proposal.versions.select_related("author"))
    mark(version.author for version in written)
    by_number = {version.number: version for version in written}
    after = by_number.get(_whole(asked.get("to")), written[-1])
    before = by_number.get(_whole(asked.get("from")), by_number.get(after.number - 1, after))
    return {
        "proposal": proposal,
        "versions": written,
        "before": before,
        "after": after,
        "parts": _compared(before, after),
    }


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _compared(before: Version, after: Version) -> list[tuple[str, str, bool]]:
    names = {
        "title": _("Title"),
        "driver": _("Why"),
        "body": _("What is proposed"),
        "measure": _("How we will know it works"),
    }
    return [
        (
            label,
            difference(getattr(before, name), getattr(after, name)),
            getattr(before, name) != getattr(after, name),
        )
        for name, label in names.items()
        if getattr(before, name) or getattr(after, name)
    ]


def explanation(asked: Question, *, registered: int) -> list[str]:
    """How a vote will be counted, in sentences; the preview and the result say the same."""
    more: Any = {
        "registered": registered, "colleges": college_names(), "may_change": asked.may_change, "secret": asked.secret,
    }  # fmt: skip
    if isinstance(asked.rule, MotionRule):
        return explain(asked.rule, **more)
    assert asked.paper is not None
    return explain_options(asked.paper, asked.rule, **more)


def explained(round_: Round, *, registered: int) -> list[str]:
    """How a vote was counted, in sentences."""
    more: Any = {
        "registered": registered, "colleges": college_names(), "may_change": round_.may_change, "secret": round_.secret,
    }  # fmt: skip
    if round_.is_motion:
        return explain(round_.motion, **more)
    return explain_options(round_.ballot_paper, round_.terms, **more)


def ground(decision: Decision, round_: Round) -> Page:
    """How a decision was reached: verdict, pictures, table by college, rule in words."""
    names = college_names()
    outcome = told_outcome(round_, decision.ground["outcome"])
    shown: Page = {"few": tells_no_mark(outcome)}
    if not round_.is_motion:
        shown["readings"] = read(round_, outcome, colleges=names, over=True)
    elif not shown["few"]:
        shown["picture"] = picture(round_.motion, outcome, names)
    counted = figures(round_, outcome)
    return {
        **shown,
        **counted,
        "decision": decision,
        "round": round_,
        "outcome": outcome,
        "names": names,
        "weights": weights_told(outcome) if round_.is_motion else {},
        "brought": brought(round_.motion, outcome) if round_.is_motion else {},
        "verdict": told(round_, outcome, decision.adopted),
        "rule_name": decision_name(round_.decision_type),
        "explanation": explained(round_, registered=counted["registered"]),
        "cited": cited(round_.articles, round_.edition),
    }


def result(user: Any, proposal: Proposal) -> Page:
    """The result page: the ground of the decision, and for insiders who chose what."""
    round_, decision = proposal.round, proposal.decision
    assert round_ is not None and decision is not None
    return {
        **live_page(proposal),
        **ground(decision, round_),
        "roll": _named_roll(round_, standing_of(user)),
        "topic": proposal.topic,
    }


def not_voted(proposal: Proposal, asked: Mapping[str, str]) -> Any:
    """The voices whose ballots are not in, a page of them, with who carries each, while the vote is open.

    Raises Http404 afterwards: who has not voted says who has, and of a few what they marked.
    """
    if proposal.round is None or not proposal.round.is_open(database_now()):
        raise Http404
    voices = participation.not_voted(proposal.round)
    return Paginator(voices.order_by("name", "pk"), 100).get_page(asked.get("page"))


def _named_roll(round_: Round, standing: Standing) -> list[Ballot] | None:
    """Who chose what, for insiders alone, and only once it is closed."""
    if not standing.is_insider or round_.secret:
        return None
    cast = Ballot.objects.filter(voice__round=round_).select_related("voice")
    return list(cast.order_by("voice__name")[:500])
