"""A form says what it was filled in from: what somebody else wrote since is not overwritten, nor taken away, unread.

A form has the stamp of what it shows in a hidden field; its act compares it, under the lock, with what stands now.
Whoever is refused finds their words where they were: sent again, once they have read what stands now, they take its place.
A page that asks once before it takes something away has the stamp of what would go.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.errors import Refusal

FIELD = "seen"


class Overtaken(Refusal):
    """What a form was filled in from was changed by somebody else meanwhile; `stamp` is of what stands now."""

    def __init__(self, sentence: str, stamp: str) -> None:
        super().__init__(sentence)
        self.stamp = stamp


def stamp(*facts: Any) -> str:
    """The stamp of what a form shows: the same for the same facts, which JSON or `str` can write."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def still(seen: str | None, now: str, *, stands: str = "") -> None:
    """Raise Overtaken unless what was seen stands. Who names no stamp read nothing; `stands` says what there is now."""
    if not seen or seen == now:
        return
    sentence = (
        _(
            "Somebody changed this meanwhile. It says now: %(now)s. Your words are still here: send them again to put them in its place."
        )
        % {"now": stands}
        if stands
        else _(
            "Somebody changed this meanwhile. Your words are still here: read what it says now beside, then send them again to put them in its place."
        )
    )
    raise Overtaken(sentence, now)


def read(seen: str | None, now: str, *, stands: str = "") -> None:
    """The same for an act that was asked for and writes no words: what would go, or hold, is read first."""
    if not seen or seen == now:
        return
    sentence = (
        _("Somebody changed this meanwhile. It says now: %(now)s. Say again if you still want this.")
        % {"now": stands}
        if stands
        else _(
            "Somebody changed this meanwhile. Read what it says now, then say again if you still want this."
        )
    )
    raise Overtaken(sentence, now)


class Seen(forms.Form):
    """A form that is filled in from something which others write too."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def read_again(self, refusal: Exception) -> None:
        """After a refusal as overtaken: the form stands on what is there now, and may be sent once more."""
        if isinstance(refusal, Overtaken):
            data: Any = self.data
            self.data = data = data.copy()
            data[self.add_prefix(FIELD)] = refusal.stamp
