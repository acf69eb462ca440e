"""Whom a question chose, over all the ballots that it took: those who were sure stay chosen while the rest is voted on again."""

from collections.abc import Iterable, Iterator

from votes.rounds.models import Round


def earlier(round_: Round | None) -> Iterator[Round]:
    """A ballot, and those that it follows, the last of them first."""
    while round_ is not None:
        yield round_
        round_ = round_.follows


def before(round_: Round) -> list[str]:
    """The titles of those whom the ballots before this one chose, the first ballot first."""
    return [title for ballot in reversed(list(earlier(round_.follows))) for title in by_this(ballot)]


def by_this(round_: Round) -> list[str]:
    """The titles of those whom one ballot chose by itself; nobody where it is for or against a text."""
    if round_.is_motion:
        return []
    return _titles(round_, round_.result.outcome["winners"])


def left_open(round_: Round) -> list[str]:
    """The titles of those between whom a ballot settled nothing: who tied, or who would go on to a second round.

    In the order of the paper: that of the voices may be nobody's to know.
    """
    outcome = round_.result.outcome
    decided = outcome["weighted"] or outcome["heads"]
    open_ = {Round.Again.TIE: "tied", Round.Again.RUN_OFF: "runoff"}.get(outcome["undecided"])
    return (
        _titles(round_, [option for option in round_.ballot_paper.ids if option in decided[open_]])
        if open_
        else []
    )


def _titles(round_: Round, options: Iterable[str]) -> list[str]:
    names = round_.ballot_paper.names()
    return [names[option] for option in options]
