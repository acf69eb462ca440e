"""What somebody asks of a vote: the kind, who votes, on what, how; and how that is kept until the vote opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from governance.proposals.models import Proposal
from governance.proposals.vote.electorate import Electorate
from votes.rounds.actions import RollSeat
from votes.rounds.models import Round
from votes.rounds.paper import Paper

FORMAT = 1
# A rehearsal is asked when it opens, and the round that is followed is a row.
NOT_KEPT = {"rehearsal", "follows"}


@dataclass(frozen=True)
class VoteRequest:
    """How a proposal is put to a vote: the kind, who votes, for or against or the options of a paper.

    `persons`: it is about people, so the code's rule on such votes says whether it is secret. `follows` and
    `again`: the round that settled nothing, and why the question is put once more.
    """

    decision_type: str
    electorate: Electorate
    paper: Paper | None = None
    secret: bool = False
    persons: bool = False
    by_hand: bool = False
    rehearsal: bool = False
    follows: Round | None = None
    again: str = ""

    def to_json(self) -> dict[str, Any]:
        """What a plan keeps of it, beside the round that it follows; a format that changes has another number."""
        facts = {
            column.name: getattr(self, column.name) for column in fields(self) if column.name not in NOT_KEPT
        }
        paper = self.paper.to_json() if self.paper else None
        return {**facts, "electorate": self.electorate.to_json(), "paper": paper, "format": FORMAT}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, follows: Round | None = None) -> "VoteRequest":
        """The same request, on the register of today; an option that is younger than it has its default.

        Raises ValueError on a format that a later release wrote.
        """
        if stored["format"] != FORMAT:
            raise ValueError(f"a request of format {stored['format']}, where {FORMAT} is known")
        facts = {column.name: stored[column.name] for column in fields(cls) if column.name in stored}
        paper = Paper.from_json(stored["paper"]) if stored["paper"] else None
        facts |= {"electorate": Electorate.from_json(stored["electorate"]), "paper": paper}
        return cls(**facts, follows=follows)

    def seats(self) -> Iterable[RollSeat]:
        """The lines of the roll for this question."""
        return self.electorate.seats(motion=self.paper is None)

    def nameless(self) -> dict[str, int]:
        """How many people in each college may cast a ballot that nobody knows by name."""
        return self.electorate.nameless(motion=self.paper is None, by_hand=self.by_hand)

    def in_advance(self) -> dict[int, str]:
        """What members of a meeting chose before it, by post or by a proxy in blank: in the box as the vote opens."""
        sheet, item = self.electorate.attendance, self.electorate.item
        return sheet.in_advance(item) if sheet and item and self.paper is None else {}


def following(proposal: Proposal, request: VoteRequest) -> VoteRequest:
    """The same, after the ballot that left something open, if one did: whoever changes a plan need not say so again."""
    left = proposal.round
    if left is None or request.follows is not None:
        return request
    return replace(request, follows=left, again=left.result.outcome["undecided"])


def repeat_request(round_: Round, outcome: dict[str, Any]) -> VoteRequest | None:
    """How a vote that settled nothing would be put once more; None where it settled something."""
    reason = outcome["undecided"]
    if not reason:
        return None
    paper = round_.ballot_paper if not round_.is_motion else None
    if paper is not None and reason != Round.Again.QUORUM:
        paper = _between(paper, outcome, reason)
    return VoteRequest(
        round_.decision_type, Electorate.from_json(round_.electorate), paper=paper, secret=round_.secret,
        persons=bool(round_.persons), by_hand=round_.by_hand, follows=round_, again=reason,
    )  # fmt: skip


def _between(paper: Paper, outcome: dict[str, Any], reason: str) -> Paper:
    """A paper with those who tied, for what they tied for; or with those who meet in the second ballot."""
    decided = outcome["weighted"] or outcome["heads"]
    names = decided["runoff"] if reason == Round.Again.RUN_OFF else decided["tied"]
    left = tuple(option for option in paper.options if option.id in names)
    if reason == Round.Again.RUN_OFF or paper.method == "two_round":
        return Paper("plurality", left, {}, 1)
    if paper.rule.money:
        return replace(paper, options=left, budget=_left_to_spend(paper, decided["sure_winners"]))
    seats = decided["tied_seats"]
    return replace(paper, options=left, seats=seats, variant=_for_seats(paper.variant, seats))


def _left_to_spend(paper: Paper, funded: Sequence[str]) -> int:
    """What is left of a budget once some of its projects are funded."""
    spent = sum(option.cost or 0 for option in paper.options if option.id in funded)
    return (paper.budget or 0) - spent


def _for_seats(variant: Mapping[str, Any], seats: int) -> dict[str, Any]:
    """The variant of a rule for fewer seats: a ballot names no more options than are seated, if it did not before."""
    most = {"max_names": min(variant["max_names"], seats)} if variant.get("max_names") else {}
    return {**variant, **most}
