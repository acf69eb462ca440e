"""What is asked, as it will be voted on: the newest version under the rule of the code in force."""

from governance.code.in_force import in_force, motion_rule
from governance.proposals.electorate import Electorate, check
from governance.proposals.models import Proposal
from votes.rounds.actions import Question


def question(proposal: Proposal, decision_type: str, electorate: Electorate) -> Question:
    """Build the question, without opening anything: the preview and the opening say the same."""
    check(decision_type, electorate)
    code = in_force(electorate.day)
    colleges = sorted({seat.college for seat in electorate.seats() if seat.college})
    rule, articles = motion_rule(code, decision_type, colleges)
    version = proposal.latest
    return Question(
        subject=proposal.topic,
        title=version.title,
        text=version.frozen_text(),
        decision_type=decision_type,
        rule=rule,
        articles=articles,
        edition=code.edition,
        electorate=electorate.to_json(),
        may_change=code.value(f"{decision_type}.may_change"),
    )
