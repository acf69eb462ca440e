"""The counting rules: pure functions from ballots to an outcome, exact and silent.

Nothing here imports anything but the standard library. Voices are whole numbers, shares of a whole
are `Fraction`; the same ballots in any order give the same outcome; a tie is said, never hidden.

`registry.RULES` has every rule by name; `registry.count` counts a case; `python -m votes.rules FILE`
counts one from the command line.
"""

from __future__ import annotations

from votes.rules.registry import RULES, Rule, count

__all__ = ["RULES", "Rule", "count"]
