"""Which rule fits a question: three answers, and the rule that suits them with a sentence on why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from votes.rules.registry import RULES

What = Literal["text", "one", "seats", "money", "order"]
Say = Literal["name", "accept", "grades", "order", "points"]
Matters = Literal["simple", "broad", "minorities"]
MATTERS: tuple[Matters, ...] = ("simple", "broad", "minorities")


@dataclass(frozen=True)
class GuideAnswers:
    """What is chosen, what voters say, and what matters most; one text to adopt or not needs no more."""

    what: What
    say: Say = "name"
    matters: Matters = "simple"


@dataclass(frozen=True)
class Suggestion:
    """A rule by its name, and why; what it does not give of what was asked; for an opinion, who decides instead."""

    method: str
    why: str
    caveat: str = ""
    instead: str = ""

    @property
    def advisory(self) -> bool:
        """Whether the rule gives an opinion only."""
        return RULES[self.method].advisory


class Advice(NamedTuple):
    """One square of the table: a rule, the name of its reason, the name of what it does not give."""

    method: str
    why: str
    caveat: str = ""


def suggest(answers: GuideAnswers) -> Suggestion:
    """Suggest a rule for any three answers; where the rule asks voters for something else, the caveat says so."""
    if answers.what == "text":
        return Suggestion("motion", WHYS["text"](), "" if answers.say == "name" else CAVEATS["versions"]())
    advice = _advice(answers)
    caveat = CAVEATS[advice.caveat]() if advice.caveat else ""
    return Suggestion(advice.method, WHYS[advice.why](), caveat, _instead(answers, advice.method))


def _advice(answers: GuideAnswers) -> Advice:
    rank = MATTERS.index(answers.matters)
    if answers.what == "money":
        advice = _MONEY[rank]
        return advice if answers.say == "accept" else advice._replace(caveat="ticks")
    return _TABLE[answers.what, answers.say][rank]


def _instead(answers: GuideAnswers, method: str) -> str:
    """The rule that decides what another gives an opinion on; nothing where it decides already."""
    if not RULES[method].advisory:
        return ""
    if answers.what == "seats" and answers.matters == "minorities":
        return "stv_scottish"
    return "schulze" if answers.say == "order" else "majority_judgment"


# For each answer on what is chosen and what voters say: what suits simplicity, a broad agreement, minorities.
_MONEY = (Advice("pb_greedy", "greedy"), Advice("pb_greedy", "support"), Advice("pb_equal_shares", "shares"))
_TABLE: Mapping[tuple[str, str], tuple[Advice, Advice, Advice]] = {
    ("one", "name"): (
        Advice("plurality", "one_name"), Advice("two_round", "half"), Advice("two_round", "half", "one"),
    ),
    ("one", "accept"): (
        Advice("approval", "ticks"), Advice("approval", "accepted"), Advice("approval", "accepted", "one"),
    ),
    ("one", "grades"): (
        Advice("majority_judgment", "words"), Advice("majority_judgment", "esteem"),
        Advice("majority_judgment", "esteem", "one"),
    ),
    ("one", "order"): (Advice("irv", "runoff"), Advice("schulze", "duels"), Advice("schulze", "duels", "one")),
    ("one", "points"): (
        Advice("score", "sums"), Advice("score", "everybody", "exaggerate"), Advice("cumulative", "pile", "one"),
    ),
    ("seats", "name"): (
        Advice("plurality_at_large", "names", "all_seats"), Advice("approval", "alike", "all_seats"),
        Advice("stv_scottish", "proportion", "rank"),
    ),
    ("seats", "accept"): (
        Advice("approval", "ticks", "all_seats"), Advice("approval", "accepted", "all_seats"),
        Advice("stv_scottish", "proportion", "rank"),
    ),
    ("seats", "grades"): (
        Advice("majority_judgment", "words", "all_seats"), Advice("majority_judgment", "esteem", "all_seats"),
        Advice("stv_scottish", "proportion", "rank"),
    ),
    ("seats", "order"): (
        Advice("stv_scottish", "by_hand"), Advice("stv_meek", "never_stood"), Advice("stv_scottish", "proportion"),
    ),
    ("seats", "points"): (
        Advice("score", "sums", "all_seats"), Advice("score", "everybody", "exaggerate"),
        Advice("cumulative", "pile"),
    ),
    ("order", "name"): (
        Advice("plurality", "one_name"), Advice("approval", "alike"), Advice("cumulative", "pile", "spend"),
    ),
    ("order", "accept"): (
        Advice("approval", "ticks"), Advice("approval", "accepted"), Advice("cumulative", "pile", "spend"),
    ),
    ("order", "grades"): (
        Advice("majority_judgment", "words"), Advice("majority_judgment", "esteem"),
        Advice("majority_judgment", "esteem", "one_order"),
    ),
    ("order", "order"): (
        Advice("borda", "places"), Advice("schulze", "duels"), Advice("schulze", "duels", "one_order"),
    ),
    ("order", "points"): (
        Advice("cumulative", "dots"), Advice("score", "everybody", "exaggerate"), Advice("quadratic", "dearer"),
    ),
}  # fmt: skip

WHYS: Mapping[str, Callable[[], str]] = {
    "text": lambda: _("One text is adopted or rejected: the code social says how many must be for it."),
    "one_name": lambda: _("Everybody names one, and the names are counted: nothing is easier to follow."),
    "names": lambda: _("Everybody names as many as there are seats, and those named most often are elected."),
    "half": lambda: _("Whoever wins was preferred by more than half to the last rival, however many stood."),
    "ticks": lambda: _("Ticks are added up: fast to vote, fast to count, and easy to explain."),
    "accepted": lambda: _(
        "What most people can accept comes first, and ticking one option never harms another."
    ),
    "alike": lambda: _(
        "With one name each, those who are alike take votes from each other; so let voters tick all whom they accept."
    ),
    "words": lambda: _("Voters say in words what they think of each option, without comparing them."),
    "esteem": lambda: _(
        "The option which at least half of the voters hold in the highest esteem comes first, and look-alikes do not harm it."
    ),
    "runoff": lambda: _("It is several rounds in one vote: the last goes out, until one has more than half."),
    "duels": lambda: _(
        "What holds against each of the others comes first: the best compromise, and look-alikes do not harm it."
    ),
    "sums": lambda: _("Points are added up, and the sums compared: everybody can check it."),
    "everybody": lambda: _("Everybody gives points to every option, so what suits many a little is seen."),
    "pile": lambda: _(
        "Voters may pile their points on what they care for most, so a small group is heard as well."
    ),
    "dots": lambda: _(
        "Everybody spends a few points, and the sums give the order: good for priorities in a workshop."
    ),
    "dearer": lambda: _(
        "Caring a lot for one thing costs more and more: small groups are heard, and nobody takes over."
    ),
    "places": lambda: _("Each place brings points, and the sums give the order: it is added up on a board."),
    "by_hand": lambda: _("Seats are shared in proportion, and it can be counted by hand."),
    "never_stood": lambda: _(
        "Whoever is excluded is counted as if they had never stood, so people who are alike do not harm each other."
    ),
    "proportion": lambda: _(
        "Seats are shared in proportion: a group gets its part of them, and hardly any vote is lost."
    ),
    "greedy": lambda: _(
        "The projects with most support are funded while there is money: understood at once."
    ),
    "support": lambda: _("The projects that most people support come first, one by one."),
    "shares": lambda: _("Everybody holds the same part of the money, so each group gets what its part pays."),
}
CAVEATS: Mapping[str, Callable[[], str]] = {
    "versions": lambda: _(
        "On one text there is nothing to grade or to rank. With several versions of it, choose one among several."
    ),
    "one": lambda: _(
        "Where only one is chosen, nothing is shared in proportion: this looks for what suits most people."
    ),
    "one_order": lambda: _(
        "There is one order for everybody, so nothing is shared in proportion: this looks for what suits most people."
    ),
    "all_seats": lambda: _("A group with a small majority may take every seat."),
    "exaggerate": lambda: _("Whoever exaggerates weighs more."),
    "rank": lambda: _("For seats in proportion, voters rank the candidates."),
    "spend": lambda: _("So that small groups are heard, voters share out points."),
    "ticks": lambda: _("For a budget, voters tick the projects they support."),
}
