"""Every kind of notice, declared once: the lines of the journal it tells, to whom, about what, in which words."""

from governance.notifications.kinds import joining, people, proofs, proxies, seats, talk, votes
from governance.notifications.kinds.shapes import Audience, Line, Reader, Told, Wording

LINES: tuple[Line, ...] = (
    *votes.LINES,
    *talk.LINES,
    *joining.LINES,
    *proxies.LINES,
    *people.LINES,
    *seats.LINES,
    *proofs.LINES,
)
# Which notice tells a line of the journal.
OF_ENTRY: dict[str, Line] = {kind: line for line in LINES for kind in line.entries}

__all__ = ["LINES", "OF_ENTRY", "Audience", "Line", "Reader", "Told", "Wording"]
