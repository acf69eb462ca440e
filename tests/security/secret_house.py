"""A secret vote in a house of its own, act by act, as processes that sign in as the site does.

python -m tests.security.secret_house vote VOTERS      prints {"round": …, "order": [[voice, code], …]}
python -m tests.security.secret_house refused ROUND    sends a ballot that the database refuses
python -m tests.security.secret_house close|cancel ROUND
"""

import json
import random
import sys

import django


def vote(count: str) -> None:
    """Everybody votes but the last, in an order of chance; prints it."""
    from tests.votes.test_options import people
    from votes.ballots.secrecy import cast_secret

    who, chance = people(int(count) + 1), random.Random(2026)
    round_ = opened(who)
    lines = dict(round_.voices.values_list("bearer", "pk"))
    order = []
    for voter in chance.sample(who[:-1], int(count)):
        (receipt,) = cast_secret(voter, round_.pk, chance.choice(("for", "against")))
        order.append([lines[voter.pk], receipt.code])
    print(json.dumps({"round": round_.pk, "order": order}))


def opened(who):
    from datetime import timedelta

    from core.clock import database_now
    from tests.votes.box.secret import for_or_against
    from votes.rounds.actions import Question, RollSeat, open_round

    asked = Question(
        "proposal.1",
        "Which?",
        "Which?",
        "ordinary",
        for_or_against(),
        [],
        4,
        {"kind": "members"},
        secret=True,
    )
    seats = [RollSeat(str(voter), bearer_id=voter.pk) for voter in who]
    return open_round(asked, seats, closes_at=database_now() + timedelta(days=1), actor=None)


def refused(pk: str) -> None:
    """Cast a ballot that the database does not take."""
    from django.db import DatabaseError

    from votes.ballots.secrecy import cast_secret
    from votes.rounds.models import Voice

    late = Voice.objects.get(round=pk, voted_at=None)
    try:
        cast_secret(late.bearer, int(pk), "abstain")
    except DatabaseError as problem:
        print(problem)


def close(pk: str) -> None:
    from votes.tally.actions import close_round

    close_round(int(pk), early=True)
    do_what_waits()


def cancel(pk: str) -> None:
    from votes.tally import actions

    actions.cancel(int(pk), because="It came back from a copy.", actor=None)
    do_what_waits()


def do_what_waits() -> None:
    from core.outbox.actions import drain

    while drain("work"):
        pass


if __name__ == "__main__":
    django.setup()
    globals()[sys.argv[1]](*sys.argv[2:])
