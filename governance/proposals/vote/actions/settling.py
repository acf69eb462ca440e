"""Acts that end a vote: close and settle it, proclaim it, let it rest.

`settle` closes and counts; what a count settles enters the register in the same transaction. What it does not
settle (a tie, a missed quorum with a second call, a second ballot) waits for another round, or is let rest.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.journal.actions import record
from core.outbox import actions as outbox
from governance.decisions.models import Decision
from governance.proposals.actions import ending
from governance.proposals.actions.ending import Settlement
from governance.proposals.locking import is_at
from governance.proposals.models import Proposal, State, topics_of
from governance.proposals.vote.locking import lock_vote
from members.people.models import Person
from votes.rounds import freezing
from votes.rounds.actions import NotAllowed
from votes.rounds.models import Round
from votes.rounds.participation import FREE
from votes.tally import chosen, published
from votes.tally.actions import close_round, count_by_hand
from votes.tally.models import Result


def close_early(proposal: Proposal, *, actor: Person) -> Decision | None:
    """Close an open vote before its hour, where the code lets whoever leads it, or once every voice is in.

    Raises NotAllowed otherwise.
    """
    round_ = proposal.round
    assert round_ is not None
    waiting = round_.voices.filter(FREE, bearer__isnull=False)
    if round_.closes_early == "never" or (round_.closes_early == "all_in" and waiting.exists()):
        raise NotAllowed(
            _("The code social keeps the closing that was announced. Wait for it, or cancel the vote.")
        )
    return settle(round_.pk, early=True, actor=actor)


def settle(round_id: int, *, early: bool = False, actor: Person | None = None) -> Decision | None:
    """Close the round, count it and enter the decision, in one transaction; twice gives the same.

    None where somebody has to proclaim it, or where the count settles nothing. Raises TooEarly while the round
    is open, unless somebody asks to close it `early`.
    """
    with transaction.atomic():
        result = close_round(round_id, early=early, actor=actor)
        outbox.cancel(f"settle:{round_id}")
        return _conclude(round_id, result, actor) if result is not None else None


def proclaim(proposal: Proposal, *, actor: Person) -> Decision | None:
    """Count a closed vote that waited for its paper ballots, and enter what it decided. Raises WrongMoment."""
    is_at(proposal, State.COUNTING)
    assert proposal.round_id is not None
    with transaction.atomic():
        return _conclude(proposal.round_id, count_by_hand(proposal.round_id, actor=actor), actor)


def let_rest(proposal: Proposal, *, actor: Person) -> Decision:
    """Enter a vote as it stands: whoever is chosen for sure stays chosen, and what it left open is not voted on again."""
    with transaction.atomic():
        proposal = lock_vote(proposal, State.AGAIN)
        return _settled(proposal, Result.objects.get(round=proposal.round_id), actor)


def _conclude(round_id: int, result: Result, actor: Person | None) -> Decision | None:
    # The round's lock is held: nobody else settles the same proposal meanwhile.
    proposal = Proposal.objects.current().get(round_id=round_id)
    if proposal.decision is not None:
        return proposal.decision
    if not result.outcome["undecided"]:
        return _settled(proposal, result, actor)
    topics = [*topics_of(proposal), f"round.{round_id}"]
    reason = result.outcome["undecided"]
    record(
        "proposal.undecided", actor=actor, topics=topics, proposal=proposal.pk, round=round_id, because=reason
    )
    return None


def _settled(proposal: Proposal, result: Result, actor: Person | None) -> Decision:
    round_ = result.round
    assert round_.closed_at is not None
    settlement = Settlement(
        round_.title, round_.text, result.adopted, decided_at=round_.closed_at, ground=_ground(round_, result)
    )
    return ending.settle(proposal, settlement, actor=actor, round=round_.pk)


def _ground(round_: Round, result: Result) -> dict[str, Any]:
    """How it was decided: the rule with its articles, and the exact figures."""
    return {
        "how": "vote",
        "round": round_.pk,
        "type": round_.decision_type,
        "edition": round_.edition,
        "articles": round_.articles,
        "rule": round_.rule,
        "outcome": published.public_outcome(round_, result.outcome),
        "text_sha256": round_.text_sha256,
        "result_sha256": result.sha256,
        "frozen_sha256": freezing.fingerprint(round_),
        "secret": round_.secret,
        **(published.seals(round_) if round_.secret else {}),
        **(_between_options(round_) if not round_.is_motion else {}),
    }


def _between_options(round_: Round) -> dict[str, Any]:
    """Who or what won, by name, over all the ballots that it took; the paper of the last, and what it leaves open."""
    winners = [*chosen.before(round_), *chosen.by_this(round_)]
    facts = {"method": round_.method, "paper": round_.paper, "winners": winners}
    return {**facts, "left_open": chosen.left_open(round_)}
