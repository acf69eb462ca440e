"""Who hides whom in a secret vote: where fewer cast a ballot without a name than it takes, no page tells what those say."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Count, Q

from votes.rounds.models import Round

# A ballot that hides nobody: one that somebody knows by name, or another of a person who cast several. What was chosen before a meeting, by post or by a proxy in blank, is in the box and carried by nobody: whoever noted it
# knows whose it is, so it hides no other.
NAMED = Q(voted_at__isnull=False, bearer=None, on_paper=False)


# Whose ballot a nameless one is: of whoever cast it, or of the voice itself where it is a slip that nobody carries.
PEOPLE = Count("bearer", filter=~NAMED, distinct=True) + Count("pk", filter=~NAMED & Q(bearer=None))


def named(round_: Round) -> Counter[str]:
    """How many ballots of each college hide nobody; all of them under "" where ballots tell no college.

    Somebody who casts the ballots of several knows them all, and takes them off: they are one among those who hide.
    """
    marked = round_.voices.filter(voted_at__isnull=False).order_by()
    hiding = Count("pk") - PEOPLE
    if not round_.by_college:
        return Counter({"": marked.aggregate(n=hiding)["n"]})
    return Counter(dict(marked.values_list("college").annotate(n=hiding)))


def too_few(round_: Round) -> bool:
    """Whether somebody voted in secret, and fewer people than hide one another, as the roll of a round has it.

    Of a vote that is over: while it is open, the answer would tell of each ballot as it is cast. Raises ValueError.
    """
    if not round_.secret:
        return False
    if round_.closed_at is None and round_.cancelled_at is None:
        raise ValueError("nobody asks of an open vote how many have voted")
    marked = round_.voices.filter(voted_at__isnull=False)
    counted = marked.aggregate(all=Count("pk"), people=PEOPLE)
    return counted["all"] > 0 and counted["people"] < round_.smallest


def few(roll: Mapping[str, int], nameless: Mapping[str, int], smallest: int) -> list[str]:
    """The colleges in which fewer than `smallest` cast a ballot without a name; none where there is one college only.

    Both are numbers by college: voices on the roll, ballots. A college with nobody on the roll has nobody to hide.
    """
    return [
        code for code, voices in roll.items() if len(roll) > 1 and voices and nameless.get(code, 0) < smallest
    ]
