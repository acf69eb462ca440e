"""What is asked, as it will be voted on: the newest version under the rule of the code in force."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.amendments import check_up_to_date, conflicts_with
from governance.code.counting import count_terms, motion_rule
from governance.code.in_force import in_force
from governance.code.merging import places_in_words
from governance.code.stamps import edition_digest
from governance.code.vocabulary import OF_MEMBERS
from governance.code.vocabulary.values import Code
from governance.decisions.lookup import of_all_members
from governance.meetings.votes import missed_in
from governance.proposals.amendment import WrongWayToAmend, amends_by
from governance.proposals.models import Proposal
from governance.proposals.vote.electorate import Electorate, MisplacedElectorate, check
from governance.proposals.vote.request import VoteRequest
from governance.proxies.rules import takes_proxies
from votes.ballots.signing import public_key
from votes.rounds.actions import NoElectorate, Question
from votes.rounds.explain import cited
from votes.rounds.models import Round
from votes.rules.motion import MotionRule
from votes.rules.terms import Terms
from votes.tally.chosen import earlier


class WrongSecrecy(Refusal):
    """A secret vote that the code does not know, or that could not keep its secret."""


def question(proposal: Proposal, request: VoteRequest) -> Question:
    """Build the question, without opening anything: the preview and the opening say the same."""
    kind, electorate = request.decision_type, request.electorate
    check(kind, electorate)
    _not_here_again(proposal, request)
    code = in_force(electorate.day)
    amendment = _amendment(proposal, code, request)
    rule, articles = _rule(code, request)
    secret = is_secret(code, request)
    smallest = _large_enough(code, request, by_college=rule.needs_colleges) if secret else 0
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
            *(_more_articles(code, request, articles) if secret else []),
        ],
        edition=code.edition,
        electorate={**electorate.to_json(), "proxies": takes_proxies(code)},
        may_change=code.value(f"{kind}.may_change"),
        paper=request.paper,
        persons=request.persons,
        secret=secret,
        smallest=smallest,
        public_key=public_key() if secret else "",
        rehearsal=request.rehearsal,
        by_hand=request.by_hand,
        may_extend=code.value(f"{kind}.may_extend"),
        closes_early="led" if electorate.item else code.value(f"{kind}.closes_early"),
        second_call=_may_call_again(code, request),
        follows=request.follows,
        again=request.again,
    )


def _may_call_again(code: Code, request: VoteRequest) -> bool:
    """Whether a missed quorum leads to a second call: once, and only for what the statutes keep for the members.

    Of a meeting, the first call has one, and the second has no third.
    """
    item, statutory = request.electorate.item, request.decision_type in OF_MEMBERS
    twice = item.meeting.follows_id is not None if item is not None else _is_second_call(request)
    return statutory and not twice and bool(code.value("second_call.allowed"))


def _is_second_call(request: VoteRequest) -> bool:
    """Whether the quorum is that of a second call.

    In a meeting, where the first call of that meeting missed it and this one was called for it; elsewhere, where the vote
    before, of the same members, missed it.
    """
    item = request.electorate.item
    return item.is_second_call if item is not None else _called_twice(request)


def _not_here_again(proposal: Proposal, request: VoteRequest) -> None:
    """Whoever comes late makes no second call: a meeting that missed the quorum does not vote once more. Raises MisplacedElectorate."""
    item, left = request.electorate.item, request.follows or proposal.round
    if item is not None and left is not None and missed_in(left, item.meeting):
        raise MisplacedElectorate(
            _(
                "The quorum was missed in this meeting: this is voted on again at its second call, or in another meeting."
            )
        )


def _called_twice(request: VoteRequest) -> bool:
    """Whether this ballot follows a missed quorum, or one that it follows between those who tied in it did."""
    subject = _subject_of(request.decision_type, request.electorate.to_json())
    votes = [
        (request.again, request.follows),
        *((earlier_round.again, earlier_round.follows) for earlier_round in earlier(request.follows)),
    ]
    return any(
        reason == Round.Again.QUORUM
        and before is not None
        and _subject_of(before.decision_type, before.electorate) == subject
        for reason, before in votes
    )


def _subject_of(decision_type: str, electorate: Mapping[str, Any]) -> tuple[Any, ...]:
    """Which kind of vote, and whose: what a second call has in common with the first."""
    voters = {name: electorate.get(name) for name in ("kind", "meeting", "circle")}
    return decision_type, voters, sorted(electorate.get("colleges", ()))


def _rule(code: Code, request: VoteRequest) -> tuple[MotionRule | Terms, list[str]]:
    kind, sheet = request.decision_type, request.electorate.attendance
    sizes = request.electorate.sizes()
    if not sizes:
        raise NoElectorate(
            _("Nobody could vote: this electorate is empty. Choose another one, or add members first.")
        )
    roll: dict[str, Any] = {
        "colleges": sorted(college for college in sizes if college),
        "could_vote": request.electorate.colleges or None,
        "second_call": _is_second_call(request),
    }
    presence = sheet.presence() if sheet is not None else None
    if request.paper is not None:
        terms, articles = count_terms(code, kind, **roll)
        return replace(terms, presence=presence), articles
    rule, articles = motion_rule(code, kind, **roll)
    rule = replace(rule, presence=presence)
    caster = _casting(code, request, rule)
    if caster is not None:
        articles += [article for article in code.cite("casting_vote") if article not in articles]
    return replace(rule, casting_vote=caster), articles


def _of_the_meeting(code: Code, electorate: Electorate, cited: Sequence[str]) -> list[str]:
    """The other articles that say who counts for the quorum of a meeting, and what becomes of who sits a question out."""
    if electorate.item is None:
        return []
    keys = ["quorum.represented", "quorum.remote", "quorum.postal"]
    if electorate.item.interested.exists():
        keys += ["interested.vote", "interested.quorum", "interested.majority", "proxy.of_interested"]
    return [article for article in code.cite(*keys) if article not in cited]


def _casting(code: Code, request: VoteRequest, rule: MotionRule) -> int | None:
    """The member whose voice breaks a tie: who chairs the meeting and votes in it, where the code gives it and ballots are open."""
    sheet = request.electorate.attendance
    if sheet is None or not rule.may_tie or not code.value("casting_vote") or is_secret(code, request):
        return None
    return sheet.chair_in_vote


def is_secret(code: Code, request: VoteRequest) -> bool:
    """Whether a vote is secret: as the code has it for its kind, or for votes on persons. Raises WrongSecrecy."""
    secrecy = code.value(_secrecy_key(request))
    if request.secret and secrecy == "never":
        raise WrongSecrecy(
            _("The code social keeps votes of this kind open. Amend it first, or vote openly.")
        )
    return request.secret or secrecy == "always"


def _secrecy_key(request: VoteRequest) -> str:
    return "election.secret" if request.persons else f"{request.decision_type}.secret"


def _large_enough(code: Code, request: VoteRequest, *, by_college: bool) -> int:
    """The least number of voters that hides one of them. Raises WrongSecrecy where there are fewer."""
    smallest, sizes = int(code.value("secret.smallest_college")), request.nameless()
    if sum(sizes.values()) < smallest:
        few = _nobody_hidden(smallest, request)
        raise WrongSecrecy(
            _with_a_way_out(few, _more_people(request), code, request, "secret.smallest_college")
        )
    small = sorted(college for college, size in sizes.items() if college and size < smallest)
    if by_college and small and code.value("secret.small_colleges") == "refused":
        few = _("These colleges are too small to hide a voter: %(colleges)s.") % {
            "colleges": ", ".join(small)
        }
        whole = _("Choose a type of vote that does not count by college.")
        raise WrongSecrecy(_with_a_way_out(few, whole, code, request, "secret.small_colleges"))
    return smallest


def _nobody_hidden(smallest: int, request: VoteRequest) -> str:
    sentence = _("With fewer than %(count)d voters nobody is hidden.") % {"count": smallest}
    if not request.in_advance():
        return sentence
    note = _("Forms by post and blank proxies do not count: whoever noted them knows what they say.")
    return f"{sentence} {note}"


def _more_people(request: VoteRequest) -> str:
    """Who else might be asked, so that somebody is hidden."""
    if request.electorate.circle is not None:
        return _("Let the members decide, or a larger circle.")
    return _("Ask all members.") if request.electorate.colleges else ""


def _with_a_way_out(few: str, alternative: str, code: Code, request: VoteRequest, key: str) -> str:
    """Why a secret vote is too small, what may be done, and the articles: to vote openly is not said where the code forbids it."""
    secrecy = _secrecy_key(request)
    if code.value(secrecy) == "always":
        last = _("The code social lets nobody vote openly here: it may be amended.")
    else:
        last = _("Or vote openly.") if alternative else _("Vote openly.")
    articles = code.cite(secrecy, key)
    return " ".join(
        part for part in (few, alternative, last, cited(articles, code.edition) if articles else "") if part
    )


def _more_articles(code: Code, request: VoteRequest, cited_already: list[str]) -> list[str]:
    """The articles on secrecy, beside those of the rule."""
    return [article for article in code.cite(_secrecy_key(request)) if article not in cited_already]


def _amendment(proposal: Proposal, code: Code, request: VoteRequest) -> str:
    """What a vote on an amendment freezes of the draft; empty for any other proposal."""
    if proposal.amends is None:
        return ""
    if request.paper is not None:
        raise WrongWayToAmend(_("An amendment of the code social is adopted or not: vote for or against."))
    amends_by(code, request.decision_type)
    if not of_all_members(request.electorate.to_json()):
        raise WrongWayToAmend(
            _("The code social is amended by all members, on line or in a meeting: let all of them vote.")
        )
    check_up_to_date(proposal.amends)
    _without_rival(proposal)
    sentence = _("Edition %(number)d of the code social, fingerprint %(digest)s.") % {
        "number": proposal.amends.number,
        "digest": edition_digest(proposal.amends),
    }
    return f"\n\n{sentence}"


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
