"""What is asked, as it will be voted on: the newest version under the rule of the code in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.amendments import check_up_to_date, conflicts_with
from governance.code.counting import count_terms, motion_rule
from governance.code.history import digest
from governance.code.in_force import in_force
from governance.code.merging import places_in_words
from governance.code.vocabulary import OF_MEMBERS
from governance.code.vocabulary.values import Code
from governance.decisions.lookup import of_all_members
from governance.meetings.votes import missed_in
from governance.proposals.models import Proposal
from governance.proposals.vote.electorate import Electorate, MisplacedElectorate, check
from governance.proxies.rules import takes_proxies
from votes.ballots.signing import public_key
from votes.rounds.actions import NoElectorate, Question, Seat
from votes.rounds.explain import cited, decision_name
from votes.rounds.models import Round
from votes.rounds.paper import Paper
from votes.rules.motion import MotionRule
from votes.rules.terms import Terms
from votes.tally.chosen import earlier


class WrongWayToAmend(Refusal):
    """The code social is amended by all members, by the kind of vote that it names, and this is another way."""


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

    def nameless(self) -> dict[str, int]:
        """How many people in each college may cast a ballot that nobody knows by name."""
        return self.electorate.nameless(motion=self.paper is None, by_hand=self.by_hand)

    def in_advance(self) -> dict[int, str]:
        """What members of a meeting chose before it, by post or by a proxy in blank: in the box as the vote opens."""
        there, item = self.electorate.gathering, self.electorate.item
        return there.in_advance(item) if there and item and self.paper is None else {}


def question(proposal: Proposal, ask: Ask) -> Question:
    """Build the question, without opening anything: the preview and the opening say the same."""
    kind, electorate = ask.decision_type, ask.electorate
    check(kind, electorate)
    _not_here_again(proposal, ask)
    code = in_force(electorate.day)
    amendment = _amendment(proposal, code, ask)
    rule, articles = _rule(code, ask)
    secret = is_secret(code, ask)
    smallest = _large_enough(code, ask, by_college=rule.tells_colleges) if secret else 0
    version = proposal.latest
    return Question(
        subject=proposal.topic,
        title=version.title,
        text=version.frozen_text() + amendment,
        decision_type=kind,
        rule=rule,
        articles=[
            *articles,
            *_of_the_meeting(code, electorate, articles),
            *(_more_articles(code, ask, articles) if secret else []),
        ],
        edition=code.edition,
        electorate={**electorate.to_json(), "proxies": takes_proxies(code)},
        may_change=code.value(f"{kind}.may_change"),
        paper=ask.paper,
        persons=ask.persons,
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
    """Whether a missed quorum leads to a second call: once, and only for what the statutes keep for the members.

    Of a meeting, the first call has one, and the second has no third.
    """
    item, statutory = ask.electorate.item, ask.decision_type in OF_MEMBERS
    twice = item.meeting.follows_id is not None if item is not None else _is_second_call(ask)
    return statutory and not twice and bool(code.value("second_call.allowed"))


def _is_second_call(ask: Ask) -> bool:
    """Whether the quorum is that of a second call.

    In a meeting, where the first call of that meeting missed it and this one was called for it; elsewhere, where the vote
    before, of the same members, missed it.
    """
    item = ask.electorate.item
    return item.is_second_call if item is not None else _called_twice(ask)


def _not_here_again(proposal: Proposal, ask: Ask) -> None:
    """Whoever comes late makes no second call: a meeting that missed the quorum does not vote once more. Raises MisplacedElectorate."""
    item, left = ask.electorate.item, ask.follows or proposal.round
    if item is not None and left is not None and missed_in(left, item.meeting):
        raise MisplacedElectorate(
            _(
                "The quorum was missed in this meeting: this is voted on again at its second call, or in another meeting."
            )
        )


def _called_twice(ask: Ask) -> bool:
    """Whether this ballot follows a missed quorum, or one that it follows between those who tied in it did."""
    asked = _asked_of(ask.decision_type, ask.electorate.to_json())
    votes = [(ask.again, ask.follows), *((one.again, one.follows) for one in earlier(ask.follows))]
    return any(
        why == Round.Again.QUORUM
        and before is not None
        and _asked_of(before.decision_type, before.electorate) == asked
        for why, before in votes
    )


def _asked_of(decision_type: str, electorate: Mapping[str, Any]) -> tuple[Any, ...]:
    """Which kind of vote, and whose: what a second call has in common with the first."""
    whose = {name: electorate.get(name) for name in ("kind", "meeting", "circle")}
    return decision_type, whose, sorted(electorate.get("colleges", ()))


def _rule(code: Code, ask: Ask) -> tuple[MotionRule | Terms, list[str]]:
    kind, there = ask.decision_type, ask.electorate.gathering
    sizes = ask.electorate.sizes()
    if not sizes:
        raise NoElectorate(
            _("Nobody could vote: this electorate is empty. Choose another one, or add members first.")
        )
    roll: dict[str, Any] = {
        "colleges": sorted(college for college in sizes if college),
        "asked": ask.electorate.colleges or None,
        "second_call": _is_second_call(ask),
    }
    presence = there.presence() if there is not None else None
    if ask.paper is not None:
        terms, articles = count_terms(code, kind, **roll)
        return replace(terms, presence=presence), articles
    rule, articles = motion_rule(code, kind, **roll)
    rule = replace(rule, presence=presence)
    caster = _casting(code, ask, rule)
    if caster is not None:
        articles += [one for one in code.cite("casting_vote") if one not in articles]
    return replace(rule, casting_vote=caster), articles


def _of_the_meeting(code: Code, electorate: Electorate, cited: Sequence[str]) -> list[str]:
    """The other articles that say who counts for the quorum of a meeting, and what becomes of who sits a question out."""
    if electorate.item is None:
        return []
    keys = ["quorum.represented", "quorum.remote", "quorum.postal"]
    if electorate.item.interested.exists():
        keys += ["interested.vote", "interested.quorum", "interested.majority", "proxy.of_interested"]
    return [article for article in code.cite(*keys) if article not in cited]


def _casting(code: Code, ask: Ask, rule: MotionRule) -> int | None:
    """The member whose voice breaks a tie: who chairs the meeting and votes in it, where the code gives it and ballots are open."""
    there = ask.electorate.gathering
    if there is None or not rule.may_tie or not code.value("casting_vote") or is_secret(code, ask):
        return None
    return there.chair_in_vote


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


def _large_enough(code: Code, ask: Ask, *, by_college: bool) -> int:
    """The least number of voters that hides one of them. Raises WrongSecrecy where there are fewer."""
    smallest, sizes = int(code.value("secret.smallest_college")), ask.nameless()
    if sum(sizes.values()) < smallest:
        few = _nobody_hidden(smallest, ask)
        raise WrongSecrecy(_with_a_way_out(few, _more_people(ask), code, ask, "secret.smallest_college"))
    small = sorted(college for college, size in sizes.items() if college and size < smallest)
    if by_college and small and code.value("secret.small_colleges") == "refused":
        few = _("These colleges are too small to hide a voter: %(colleges)s.") % {
            "colleges": ", ".join(small)
        }
        whole = _("Choose a type of vote that does not count by college.")
        raise WrongSecrecy(_with_a_way_out(few, whole, code, ask, "secret.small_colleges"))
    return smallest


def _nobody_hidden(smallest: int, ask: Ask) -> str:
    said = _("With fewer than %(count)d voters nobody is hidden.") % {"count": smallest}
    if not ask.in_advance():
        return said
    more = _("Forms by post and blank proxies do not count: whoever noted them knows what they say.")
    return f"{said} {more}"


def _more_people(ask: Ask) -> str:
    """Who else might be asked, so that somebody is hidden."""
    if ask.electorate.circle is not None:
        return _("Let the members decide, or a larger circle.")
    return _("Ask all members.") if ask.electorate.colleges else ""


def _with_a_way_out(few: str, other: str, code: Code, ask: Ask, key: str) -> str:
    """Why a secret vote is too small, what may be done, and the articles: to vote openly is not said where the code forbids it."""
    secrecy = _secrecy_key(ask)
    if code.value(secrecy) == "always":
        last = _("The code social lets nobody vote openly here: it may be amended.")
    else:
        last = _("Or vote openly.") if other else _("Vote openly.")
    articles = code.cite(secrecy, key)
    return " ".join(
        part for part in (few, other, last, cited(articles, code.edition) if articles else "") if part
    )


def _more_articles(code: Code, ask: Ask, said: list[str]) -> list[str]:
    """The articles on secrecy, beside those of the rule."""
    return [article for article in code.cite(_secrecy_key(ask)) if article not in said]


def _amendment(proposal: Proposal, code: Code, ask: Ask) -> str:
    """What a vote on an amendment freezes of the draft; empty for any other proposal."""
    if proposal.amends is None:
        return ""
    if ask.paper is not None:
        raise WrongWayToAmend(_("An amendment of the code social is adopted or not: vote for or against."))
    amends_by(code, ask.decision_type)
    if not of_all_members(ask.electorate.to_json()):
        raise WrongWayToAmend(
            _("The code social is amended by all members, on line or in a meeting: let all of them vote.")
        )
    check_up_to_date(proposal.amends)
    _without_rival(proposal)
    said = _("Edition %(number)d of the code social, fingerprint %(digest)s.") % {
        "number": proposal.amends.number,
        "digest": digest(proposal.amends),
    }
    return f"\n\n{said}"


def amends_by(code: Code, decision_type: str) -> None:
    """See that a kind of vote is the one that amends a code. Raises WrongWayToAmend."""
    if decision_type != code.amended_by():
        raise WrongWayToAmend(
            _("The code social is amended by another kind of vote: choose “%(kind)s”.")
            % {"kind": decision_name(code.amended_by())}
        )


def _without_rival(proposal: Proposal) -> None:
    """Two amendments that change the same are voted on one after the other. Raises WrongWayToAmend."""
    for rival in Proposal.objects.amending().exclude(pk=proposal.pk):
        assert proposal.amends is not None and rival.amends is not None
        if places := conflicts_with(proposal.amends, rival.amends):
            raise WrongWayToAmend(
                _(
                    "%(rival)s is put to a vote and changes the same: %(places)s. Wait for its result, then bring this amendment up to date."
                )
                % {"rival": rival, "places": places_in_words(places)}
            )


def following(proposal: Proposal, ask: Ask) -> Ask:
    """The same, after the ballot that left something open, if one did: whoever changes a plan need not say so again."""
    left = proposal.round
    if left is None or ask.follows is not None:
        return ask
    return replace(ask, follows=left, again=left.result.outcome["undecided"])


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
        persons=bool(round_.persons), by_hand=round_.by_hand, follows=round_, again=why,
    )  # fmt: skip


def _between(paper: Paper, outcome: dict[str, Any], why: str) -> Paper:
    """A paper with those who tied, for what they tied for; or with those who meet in the second ballot."""
    decided = outcome["weighted"] or outcome["heads"]
    names = decided["runoff"] if why == Round.Again.RUN_OFF else decided["tied"]
    left = tuple(option for option in paper.options if option.id in names)
    if why == Round.Again.RUN_OFF or paper.method == "two_round":
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
