"""What is asked, as it will be voted on: the newest version under the rule of the code in force."""

from dataclasses import replace

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.history import digest
from governance.code.in_force import Code, in_force, motion_rule
from governance.proposals.electorate import Electorate, check
from governance.proposals.models import Proposal
from governance.proxies.rules import takes_proxies
from votes.rounds.actions import Question
from votes.rounds.explain import decision_name
from votes.rules.motion import Presence
from votes.rules.quorum import QuorumOutcome


def question(proposal: Proposal, decision_type: str, electorate: Electorate) -> Question:
    """Build the question, without opening anything: the preview and the opening say the same."""
    check(decision_type, electorate)
    code = in_force(electorate.day)
    amendment = _amendment(proposal, code, decision_type)
    colleges = sorted({seat.college for seat in electorate.seats() if seat.college})
    there = electorate.attendance
    second = there is not None and there.sitting.call == 2
    rule, articles = motion_rule(code, decision_type, colleges, second_call=second)
    if there is not None:
        rule = replace(rule, presence=_presence(there.quorum(decision_type)))
    version = proposal.latest
    return Question(
        subject=proposal.topic,
        title=version.title,
        text=version.frozen_text() + amendment,
        decision_type=decision_type,
        rule=rule,
        articles=articles,
        edition=code.edition,
        electorate={**electorate.to_json(), "proxies": takes_proxies(code)},
        may_change=code.value(f"{decision_type}.may_change"),
    )


def _presence(found: QuorumOutcome | None) -> Presence | None:
    """Who takes part, as the rules count it; None where no quorum is asked."""
    return Presence(min(found.counted, found.denominator), found.denominator) if found else None


class WrongWayToAmend(Refusal):
    """The code social says by which kind of vote it is amended, and this is another."""


def _amendment(proposal: Proposal, code: Code, decision_type: str) -> str:
    """What a vote on an amendment freezes of the draft; empty for any other proposal."""
    if proposal.amends is None:
        return ""
    if decision_type != code.amended_by():
        raise WrongWayToAmend(
            _("The code social is amended by another kind of vote: choose “%(kind)s”.")
            % {"kind": decision_name(code.amended_by())}
        )
    said = _("Edition %(number)d of the code social, fingerprint %(digest)s.") % {
        "number": proposal.amends.number,
        "digest": digest(proposal.amends),
    }
    return f"\n\n{said}"
