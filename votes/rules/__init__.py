"""The counting rules: pure functions from ballots to an outcome, exact and silent.

Nothing here imports anything but the standard library. Voices are whole numbers, shares of a whole
are `Fraction`; the same ballots in any order give the same outcome; a tie is said, never hidden.
"""

from votes.rules.colleges import colleges, double_majority
from votes.rules.majority import majority
from votes.rules.motion import motion
from votes.rules.plurality import plurality
from votes.rules.quorum import quorum
from votes.rules.two_round import two_round

RULES = {
    "majority": majority,
    "colleges": colleges,
    "double_majority": double_majority,
    "motion": motion,
    "plurality": plurality,
    "quorum": quorum,
    "two_round": two_round,
}
