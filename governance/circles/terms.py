"""How long a mandate lasts: as the code social has it."""

from calendar import monthrange
from datetime import date, timedelta

from governance.code.in_force import NoCode, in_force


def usual_end(on: date) -> date | None:
    """The last day of a role that is given on a day, as the code in force that day has it; None before the first code."""
    try:
        months = int(in_force(on).value("election.term_months"))
    except NoCode:
        return None
    return last_day(on, months)


def last_day(on: date, months: int) -> date:
    """The last day of so many months from a day, which counts: a year from 1 April ends on 31 March."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    long = monthrange(year, month + 1)[1]
    # There is no 31 April: a month from 31 March is over on 30 April.
    return date(year, month + 1, long) if on.day > long else date(year, month + 1, on.day) - timedelta(days=1)
