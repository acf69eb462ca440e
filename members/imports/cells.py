"""What a cell of a spreadsheet says, read strictly: a value, or why it cannot be read.

People's tables come from everywhere: days as 31/12/2024, amounts as "1 150,50 €", a SIREN in three groups.
What can mean two things is not guessed: 1,234 and 03/04/24 are refused with a sentence that says how to write them.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from members.people.siren import is_siren

Read = Callable[[str], Any]
EARLIEST = date(1800, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000  # days of Excel: 1927 to 2119
_BLANKS = " \n\u00a0\u2007\u2009\u202f\ufeff"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january jan", "fevrier february fev feb", "mars march mar", "avril april avr apr", "mai may",
            "juin june jun", "juillet july juil jul", "aout august aug", "septembre september sept sep",
            "octobre october oct", "novembre november nov", "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


class BadCell(ValueError):
    """A cell that cannot be read: the code of a sentence, and the facts it needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class Formula(str):
    """A cell that holds a formula; only its text is known, never a value."""

    __slots__ = ()


def clean(text: str) -> str:
    """Take the blanks off both ends; a TAB stays, for it may be a part of a name that is to come back."""
    bare = text.strip(_BLANKS)
    return "" if bare.isspace() else bare


def key(text: str) -> str:
    """Reduce words to what they share however they are written: no case, no accent, no punctuation."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(letters.split())


def text(longest: int) -> Read:
    """Read a text of so many characters at most."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise BadCell("too_long", longest=longest, length=len(cell))
        return cell

    return read


def address(cell: str) -> str:
    """Read a postal address, line by line."""
    lines = (line.strip() for line in cell.replace("\r", "\n").split("\n"))
    return str(text(500)("\n".join(line for line in lines if line)))


def whole(cell: str) -> int:
    """Read a number of things: no sign, no decimals."""
    digits = re.sub(r"[.,]0{1,2}$", "", _close_up(cell))
    if not re.fullmatch(r"[0-9]{1,9}", digits):
        raise BadCell("not_whole", found=cell[:40])
    return int(digits)


def amount(cell: str) -> Decimal:
    """Read an amount of euros, with a comma or a point before at most two decimals."""
    bare = re.sub(r"(?i)€|euros?|eur", "", _close_up(cell)).replace("−", "-")
    # A group of three digits after a mark, and then another mark: the first one only parts thousands.
    if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}", bare):
        bare = bare.replace(".", "")
    elif re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,2}", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,2})?", bare):
        raise BadCell("not_amount", found=cell[:40])
    return Decimal(bare).quantize(Decimal("0.01"))


def _close_up(cell: str) -> str:
    return re.sub(r"[\s'’\u00a0\u2007\u2009\u202f]", "", cell)


def day(cell: str) -> date:
    """Read a day: 2024-12-31, 31/12/2024, 31 décembre 2024, or the serial number that Excel keeps."""
    bare = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", cell.strip())
    written = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", bare)
    if written:
        return _date(cell, *map(int, written.groups()))
    written = re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{2}|[0-9]{4})", bare)
    if written:
        if len(written[3]) == 2:
            raise BadCell("short_year", found=cell[:40])
        return _date(cell, int(written[3]), int(written[2]), int(written[1]))
    if re.fullmatch(r"[0-9]{5}", bare) and FIRST_SERIAL <= int(bare) <= LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(bare))
    return _in_words(cell)


def _in_words(cell: str) -> date:
    words = re.fullmatch(r"([0-9]{1,2})(?:er)? ([a-z]+) ([0-9]{4})", key(cell))
    month = _MONTHS.get(words[2]) if words else None
    if words is None or month is None:
        raise BadCell("not_a_day", found=cell[:40])
    return _date(cell, int(words[3]), month, int(words[1]))


def _date(cell: str, year: int, month: int, on: int) -> date:
    try:
        read = date(year, month, on)
    except ValueError:
        raise BadCell("not_a_day", found=cell[:40]) from None
    if read < EARLIEST:
        raise BadCell("not_a_day", found=cell[:40])
    return read


def email(cell: str) -> str:
    """Read an e-mail address, in small letters as people are known by it."""
    bare = cell.removeprefix("mailto:").strip().lower()
    try:
        validate_email(bare)
    except ValidationError:
        raise BadCell("not_email", found=cell[:80]) from None
    return str(text(254)(bare))


def siren(cell: str) -> str:
    """Read the nine digits of a SIREN, in one piece or in groups; its key must hold."""
    digits = re.sub(r"[^0-9A-Za-z]", "", cell)
    if re.fullmatch(r"[0-9]{14}", digits):
        raise BadCell("siret", siren=digits[:9])
    if not is_siren(digits):
        raise BadCell("not_siren", found=cell[:40])
    return digits


def slug(longest: int) -> Read:
    """Read a short code of letters and digits."""

    def read(cell: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", cell) or len(cell) > longest:
            raise BadCell("not_code", longest=longest)
        return cell

    return read


def word(*choices: tuple[Any, tuple[str, ...]]) -> Read:
    """Read one of a few words, each known by several names; a name is compared as `key` has it."""
    known = {key(name): value for value, names in choices for name in names}

    def read(cell: str) -> Any:
        if key(cell) not in known:
            raise BadCell("not_a_word", found=cell[:40], words=[names[0] for _value, names in choices])
        return known[key(cell)]

    return read


yes_or_no = word(
    (True, ("oui", "yes", "o", "y", "x", "1", "vrai", "true")),
    (False, ("non", "no", "n", "0", "faux", "false")),
)
