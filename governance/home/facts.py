"""What a line of the journal keeps, in words: each fact by its name, days and answers as the reader writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.prose.days import date_format

LONGEST = 120  # characters of one fact

NAMES: dict[str, Any] = {
    "adopted": gettext_lazy("adopted"),
    "again": gettext_lazy("once more"),
    "agrees": gettext_lazy("both read the same"),
    "application": gettext_lazy("application"),
    "article": gettext_lazy("article"),
    "because": gettext_lazy("reason"),
    "noted_at": gettext_lazy("noted at"),
    "before": gettext_lazy("before the closing"),
    "box_sha256": gettext_lazy("fingerprint of the box"),
    "closes_at": gettext_lazy("closes"),
    "college": gettext_lazy("college"),
    "comment": gettext_lazy("message"),
    "cautions": gettext_lazy("to look at"),
    "changes": gettext_lazy("changed"),
    "counts": gettext_lazy("count"),
    "decision": gettext_lazy("decision"),
    "decisions": gettext_lazy("decisions"),
    "dismissal": gettext_lazy("dismissal of somebody in office"),
    "other_rules": gettext_lazy("other rules hold by then"),
    "duty": gettext_lazy("duty"),
    "moved": gettext_lazy("another address"),
    "e_notices": gettext_lazy("notices by e-mail"),
    "enters": gettext_lazy("entered"),
    "entry": gettext_lazy("line of the journal"),
    "errors": gettext_lazy("errors"),
    "exclusion": gettext_lazy("exclusion"),
    "first": gettext_lazy("first call"),
    "from_number": gettext_lazy("from edition"),
    "with_number": gettext_lazy("with edition"),
    "frozen_sha256": gettext_lazy("fingerprint of what is frozen"),
    "giver": gettext_lazy("given by member"),
    "hash": gettext_lazy("fingerprint"),
    "holder": gettext_lazy("held by member"),
    "import": gettext_lazy("import"),
    "interest": gettext_lazy("interest"),
    "item": gettext_lazy("question"),
    "journal_sha256": gettext_lazy("fingerprint of the journal"),
    "key": gettext_lazy("value"),
    "lines": gettext_lazy("lines"),
    "lot_nonce": gettext_lazy("number of the lot"),
    "lot_sha256": gettext_lazy("fingerprint of the lot"),
    "member": gettext_lazy("member"),
    "members": gettext_lazy("members"),
    "mentions": gettext_lazy("people named"),
    "model": gettext_lazy("table"),
    "movement": gettext_lazy("movement"),
    "name": gettext_lazy("name"),
    "notice": gettext_lazy("notice"),
    "number": gettext_lazy("number"),
    "of": gettext_lazy("of"),
    "on": gettext_lazy("day"),
    "on_roll": gettext_lazy("voices on the roll"),
    "on_time": gettext_lazy("on time"),
    "opens_at": gettext_lazy("opens"),
    "other": gettext_lazy("the other row"),
    "own": gettext_lazy("to themselves"),
    "person": gettext_lazy("person"),
    "preset": gettext_lazy("preset"),
    "proposal": gettext_lazy("proposal"),
    "proxy": gettext_lazy("proxy"),
    "reference": gettext_lazy("reference"),
    "register_sha256": gettext_lazy("fingerprint of the register"),
    "role": gettext_lazy("role"),
    "round": gettext_lazy("round"),
    "row": gettext_lazy("row"),
    "same": gettext_lazy("the same"),
    "seal": gettext_lazy("seal"),
    "sha256": gettext_lazy("fingerprint"),
    "shares": gettext_lazy("shares"),
    "sitting": gettext_lazy("meeting"),
    "text_sha256": gettext_lazy("fingerprint of the text"),
    "title": gettext_lazy("title"),
    "touched": gettext_lazy("changed"),
    "unwarned": gettext_lazy("no mail could warn anybody"),
    "until": gettext_lazy("until"),
    "version": gettext_lazy("version"),
    "voices": gettext_lazy("voices"),
}


def in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and value of each fact, as short texts; an empty one says nothing and is left out."""
    told = ((str(NAMES.get(key, key)), _written(value)) for key, value in facts.items())
    return [(name, text[:LONGEST]) for name, text in told if text]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name} {text}" for name, text in in_words(value))
    if isinstance(value, list):
        return ", ".join(_written(one) for one in value)
    return _day(value) if isinstance(value, str) else str(value)


def _day(text: str) -> str:
    """A stored day or instant in words; any other text as it is."""
    try:
        if len(text) == len("2026-01-01"):
            return date_format(date.fromisoformat(text))
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    except ValueError:
        return text
