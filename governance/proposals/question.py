"""What is asked, as it will be voted on: the newest version under the rule of the code in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.history import digest
from governance.code.in_force import Code, count_terms, in_force, motion_rule
from governance.proposals.electorate import Electorate, check
from governance.proposals.models import Proposal
from governance.proxies.rules import takes_proxies
from votes.ballots.signing import public_key
from votes.rounds.actions import NoElectorate, Question, Seat
from votes.rounds.explain import decision_name
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.rules.frame import Presence
from votes.rules.motion import MotionRule
from votes.rules.quorum import QuorumOutcome
from votes.rules.terms import Terms


class WrongWayToAmend(Refusal):
    """The code social says by which kind of vote it is amended, and this is another."""


class WrongSecrecy(Refusal):
    """A secret vote that the code does not know, or that could not keep its secret."""


@dataclass(frozen=True)
class Ask:
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

    def seats(self) -> Iterable[Seat]:
        """The lines of the roll for this question."""
        return self.electorate.seats(motion=self.paper is None)


def question(proposal: Proposal, ask: Ask) -> Question:
    """Build the question, without opening anything: the preview and the opening say the same."""
    kind, electorate = ask.decision_type, ask.electorate
    check(kind, electorate)
    code = in_force(electorate.day)
    amendment = _amendment(proposal, code, ask)
    rule, articles = _rule(code, ask)
    secret = is_secret(code, ask)
    smallest = _large_enough(code, electorate, by_college=rule.is_weighted) if secret else 0
    version = proposal.latest
    return Question(
        subject=proposal.topic,
        title=version.title,
        text=version.frozen_text() + amendment,
        decision_type=kind,
        rule=rule,
        articles=[*articles, *(_more_articles(code, ask, articles) if secret else [])],
        edition=code.edition,
        electorate={**electorate.to_json(), "proxies": takes_proxies(code)},
        may_change=code.value(f"{kind}.may_change"),
        paper=ask.paper,
        secret=secret,
        smallest=smallest,
        public_key=public_key() if secret else "",
        rehearsal=ask.rehearsal,
        by_hand=ask.by_hand,
        may_extend=code.value(f"{kind}.may_extend"),
        closes_early="led" if electorate.item else code.value(f"{kind}.closes_early"),
        second_call=_may_call_again(code, ask),
        follows=ask.follows,
        again=ask.again,
    )


def _may_call_again(code: Code, ask: Ask) -> bool:
    """Whether a missed quorum leads to a second call: once, and only for what the statutes keep for the members."""
    statutory = ask.decision_type in {"ordinary", "extraordinary"}
    return statutory and ask.again != Round.Again.QUORUM and bool(code.value("second_call.allowed"))


def _rule(code: Code, ask: Ask) -> tuple[MotionRule | Terms, list[str]]:
    kind, there = ask.decision_type, ask.electorate.attendance
    sizes = ask.electorate.sizes()
    if not sizes:
        raise NoElectorate(
            _("Nobody could vote: this electorate is empty. Choose another one, or add members first.")
        )
    colleges = sorted(college for college in sizes if college)
    again = ask.again == Round.Again.QUORUM or (there is not None and there.sitting.call == 2)
    presence = _presence(there.quorum(kind)) if there is not None else None
    if ask.paper is None:
        rule, articles = motion_rule(code, kind, colleges, second_call=again)
        return replace(rule, presence=presence), articles
    terms, articles = count_terms(code, kind, colleges, second_call=again)
    return replace(terms, presence=presence), articles


def _presence(found: QuorumOutcome | None) -> Presence | None:
    """Who takes part, as the rules count it; None where no quorum is asked."""
    return Presence(min(found.counted, found.denominator), found.denominator) if found else None


def is_secret(code: Code, ask: Ask) -> bool:
    """Whether a vote is secret: as the code has it for its kind, or for votes on persons. Raises WrongSecrecy."""
    said = code.value(_secrecy_key(ask))
    if ask.secret and said == "never":
        raise WrongSecrecy(
            _("The code social keeps votes of this kind open. Amend it first, or vote openly.")
        )
    return ask.secret or said == "always"


def _secrecy_key(ask: Ask) -> str:
    return "election.secret" if ask.persons else f"{ask.decision_type}.secret"


def _large_enough(code: Code, electorate: Electorate, *, by_college: bool) -> int:
    """The least number of voters that hides one of them. Raises WrongSecrecy where there are fewer."""
    smallest = int(code.value("secret.smallest_college"))
    sizes = electorate.sizes()
    if sum(sizes.values()) < smallest:
        raise WrongSecrecy(
            _("With fewer than %(count)d voters nobody is hidden: vote openly, or ask more people.")
            % {"count": smallest}
        )
    small = sorted(college for college, size in sizes.items() if college and size < smallest)
    if by_college and small and code.value("secret.small_colleges") == "refused":
        raise WrongSecrecy(
            _(
                "These colleges are too small to hide a voter: %(colleges)s. The code social asks for an open vote then."
            )
            % {"colleges": ", ".join(small)}
        )
    return smallest


def _more_articles(code: Code, ask: Ask, said: list[str]) -> list[str]:
    """The articles on secrecy, beside those of the rule."""
    return [article for article in code.cite(_secrecy_key(ask)) if article not in said]


def _amendment(proposal: Proposal, code: Code, ask: Ask) -> str:
    """What a vote on an amendment freezes of the draft; empty for any other proposal."""
    if proposal.amends is None:
        return ""
    if ask.paper is not None:
        raise WrongWayToAmend(_("An amendment of the code social is adopted or not: vote for or against."))
    if ask.decision_type != code.amended_by():
        raise WrongWayToAmend(
            _("The code social is amended by another kind of vote: choose “%(kind)s”.")
            % {"kind": decision_name(code.amended_by())}
        )
    said = _("Edition %(number)d of the code social, fingerprint %(digest)s.") % {
        "number": proposal.amends.number,
        "digest": digest(proposal.amends),
    }
    return f"\n\n{said}"


def asked_again(round_: Round, outcome: dict[str, Any]) -> Ask | None:
    """How a vote that settled nothing would be put once more; None where it settled something."""
    why = outcome["undecided"]
    if not why:
        return None
    paper = round_.ballot_paper if not round_.is_motion else None
    if paper is not None and why != Round.Again.QUORUM:
        paper = _between(paper, outcome, why)
    return Ask(
        round_.decision_type, Electorate.from_json(round_.electorate), paper=paper, secret=round_.secret,
        by_hand=round_.by_hand, follows=round_, again=why,
    )  # fmt: skip


def _between(paper: Paper, outcome: dict[str, Any], why: str) -> Paper:
    """A paper with those who tied, for the seats they tied for; or with those who meet in the second ballot."""
    decided = outcome["weighted"] or outcome["heads"]
    names, seats = (
        (decided["runoff"], 1) if why == Round.Again.RUN_OFF else (decided["tied"], decided["tied_seats"])
    )
    left = tuple(option for option in paper.options if option.id in names)
    if why == Round.Again.RUN_OFF or paper.method == "two_round":
        return Paper("plurality", left, {}, 1)
    return replace(paper, options=left, seats=seats)
