"""How each rule is told to members, in both languages; the rules themselves speak none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A rule in plain words: its name, one sentence, how it counts, what a tie gives, when to choose it."""

    title: str
    in_short: str
    how: str
    ties: str
    fits: str


# Seven grades for majority judgment, from the worst to the best.
GRADES = {
    "fr": ["À rejeter", "Insuffisant", "Passable", "Assez bien", "Bien", "Très bien", "Excellent"],
    "en": ["To reject", "Poor", "Acceptable", "Fair", "Good", "Very good", "Excellent"],
}
