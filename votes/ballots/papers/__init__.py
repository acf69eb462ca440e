"""What a voter may mark on a paper: the forms, the check of a line before it enters a box, and the line in words."""

from votes.ballots.papers.checking import BadBallot, check
from votes.ballots.papers.forms import ballot_form, filled_in
from votes.ballots.papers.marked import BallotForm
from votes.ballots.papers.wording import Mark, sentence, words

__all__ = ["BadBallot", "BallotForm", "Mark", "ballot_form", "check", "filled_in", "sentence", "words"]
