"""What people and programs send, made fit to be kept: no sign that a database, a feed or a workbook cannot hold."""

import re
import unicodedata
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# Written by no keyboard, and kept by nobody: NUL breaks PostgreSQL, the others break XML. Tab and ends of lines stay.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
KEY = re.compile(r"[1-9][0-9]{0,17}")
LARGEST = 2**63 - 1  # a bigint


def cleaned(text: str) -> str:
    """The same text without the signs that cannot be seen, nor kept."""
    return UNSEEN.sub("", text)


def is_clean(text: str) -> bool:
    """Whether a text has none of them."""
    return UNSEEN.search(text) is None


# Drawn as blanks, though they are letters and symbols: fillers of Hangul, and the empty cell of Braille.
_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")
# Joiners, without which some scripts and pictures come apart; signs of Arabic and Syriac that are drawn.
_NEEDED_FORMATS = re.compile("[\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]")


def line(text: str) -> str:
    """The same text on one line: blanks and ends of lines are one space, what nobody sees is gone, and so is nothing else.

    Signs that turn the direction of a text go as well; what is left of signs alone that are not seen is nothing.

    >>> line("Evil\\r\\nBcc: x"), line("\\u202egnitoV\\u200b"), line("\\u200b\\u200d\\u3164")
    ('Evil Bcc: x', 'gnitoV', '')
    """
    visible = (
        sign
        for sign in cleaned(text).translate(_BLANKS)
        if unicodedata.category(sign) != "Cf" or _NEEDED_FORMATS.match(sign)
    )
    folded = " ".join("".join(visible).split())
    return folded if any(unicodedata.category(sign)[0] not in "CZM" for sign in folded) else ""


def whole(text: str | None, default: int = 0) -> int:
    """Read a whole number of an address or a hidden field: digits of ASCII alone, and no more than a database holds.

    "²".isdigit() and "١".isdecimal() are true, and the one is no number; thousands of digits take their time.

    >>> whole("12"), whole("²"), whole("9" * 30), whole(None), whole("-1", 7)
    (12, 0, 0, 0, 7)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else default


def key_of(text: str) -> int | None:
    """Read the key of a row where it names the row: written the one way there is, or it is nobody's.

    >>> key_of("12"), key_of("012"), key_of("0"), key_of("١"), key_of("9" * 19), key_of("")
    (12, None, None, None, None, None)
    """
    return int(text) if KEY.fullmatch(text) else None


def came_from(request: HttpRequest) -> str:
    """The page of this house that a request was sent from, as the browser says; empty when it does not."""
    page = urlsplit(request.headers.get("Referer", ""))
    # Two strokes would name another house.
    is_ours = page.netloc == request.get_host() and not page.path.startswith("//")
    return page.path if is_ours else ""


def page_of_ours(request: HttpRequest, target: str | None, otherwise: str) -> str:
    """The page of this house that an address or a hidden field says to come back to; `otherwise` when it says none.

    A path, never a name: redirect() would look for a view called "what:ever".
    """
    is_ours = bool(target) and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return str(target) if is_ours and str(target).startswith("/") else otherwise
