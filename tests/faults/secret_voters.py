"""Voters of a secret round, as one process of eight threads: each form is sent by all of them at once.

    python -m tests.faults.secret_voters ROUND SEED PERSON…     prints one line of JSON an attempt

An answer that gets lost with its database is asked for again with the same form, until there is one.
"""

import json
import random
import sys
import threading
import time

import django

THREADS = 8


def vote(round_id: int, forms: list[tuple[int, str, str]], together: threading.Barrier) -> None:
    """Send every form in step with the other threads."""
    for who, choice, code in forms:
        together.wait()
        while attempt(round_id, who, choice, code) == "unknown":
            time.sleep(0.2)


def attempt(round_id: int, who: int, choice: str, code: str) -> str:
    """Send one form, say what came of it, and return the answer."""
    from django.db import DatabaseError, connection

    from core.errors import Refusal
    from members.people.models import Person
    from votes.ballots.secrecy import cast_secret

    receipt, began = "", time.time()
    try:
        ((given),) = cast_secret(Person(pk=who), round_id, choice, code=code)
        answer, receipt = "taken", given.code
    except Refusal:
        answer = "refused"
    except DatabaseError:
        answer = "unknown"
        connection.close()
    facts = [who, round_id, choice, began, time.time(), answer, receipt, code]
    sys.stdout.write(json.dumps(facts) + "\n")
    return answer


def main() -> None:
    django.setup()
    round_id, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    forms = [
        (int(who), chance.choice(("for", "against", "abstain")), f"{chance.getrandbits(128):032x}")
        for who in sys.argv[3:]
    ]
    together = threading.Barrier(THREADS)
    threads = [threading.Thread(target=vote, args=(round_id, forms, together)) for _k in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
