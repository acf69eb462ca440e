"""The days of the story on which one may move in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Chapter:
    """A day of the story's own calendar that becomes today; what comes after it has not happened yet.

    `exact`: today is that very day. Otherwise whole weeks are counted, so that a Saturday stays a Saturday.
    """

    day: date
    exact: bool = False

    def reaches(self, moment: str) -> bool:
        """Whether something of the story is past on that day."""
        return moment < self.day.isoformat()


CHAPTERS = {
    # Inès Carlier's application is being examined.
    "january": Chapter(date(2027, 2, 1)),
    # The day of the general meeting: convened, proxies and forms received, nobody there yet.
    "june": Chapter(date(2027, 6, 12), exact=True),
    # The whole year.
    "september": Chapter(date(2027, 9, 21)),
}
