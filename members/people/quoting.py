"""Quoting a decision of the register, which lives upstairs and is asked by the name that settings give.

Whoever quotes one reads it: of a decision that they may not read, they learn nothing but the reference that they typed.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refusal
from core.fields import LineField
from core.prose.names import is_plain

# What reads as the reference of a decision of this house: its year and its rank.
REFERENCE = re.compile(r"D-([0-9]{4})-([0-9]{1,6})", re.IGNORECASE)
# What a reader takes for one, once whatever stands between is a hyphen: figures may be letters that look like them.
_FIGURE = r"[\dOILОΟІΙӀЗ|]"
# Its letter, or the word that it stands for, and the number signs that people put behind either.
_LETTER = r"(?:DECISION|[^\W\d_])"
_READS = re.compile(rf"(?<!\w)({_LETTER})-*(?:N[O°º]?-*)?({_FIGURE}{{4}})-*({_FIGURE}+)(?!\w)")
_FIGURES = str.maketrans("OILОΟІΙӀЗ|", "0110011131")


F = TypeVar("F", bound=forms.BaseForm)


class NotThatDecision(Refusal):
    """A decision that does not conclude what it is quoted for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A decision of the register, as much as an admission or an exclusion must know of it."""

    reference: str
    title: str
    at: datetime
    adopted: bool
    # Its title and its text, in which whom it is about is named.
    words: str
    # Whose it is: "centre", "members", "other", or "" where it was entered from elsewhere.
    body: str = ""
    # The kind of vote, if it was one, and how it was decided, in words.
    kind: str = ""
    how: str = ""
    # Whether whoever quotes it may read it.
    open: bool = True

    @property
    def on(self) -> date:
        """The day on which it was taken."""
        return timezone.localdate(self.at)


def decision(reference: str, reader: Any) -> Found | None:
    """The decision that a reference such as D-2026-004 names, if the register holds it."""
    quoted: Found | None = import_string(settings.DECISION_NAMED)(reference, reader)
    return quoted


def held(reference: str, reader: Any) -> Found:
    """The decision that a reference names. Raises NotThatDecision where the register does not hold it for this reader."""
    quoted = decision(reference, reader)
    if quoted is None:
        raise NotThatDecision(
            _("The register holds no decision %(reference)s. Look it up, or have it decided first.")
            % {"reference": reference}
        )
    if not quoted.open:
        raise NotThatDecision(
            _("Decision %(reference)s is not one that you may read. Quote one that members may read.")
            % {"reference": quoted.reference}
        )
    return quoted


def adopted(reference: str, reader: Any) -> Found:
    """The decision that a reference names, if it was adopted. Raises NotThatDecision."""
    quoted = held(reference, reader)
    if not quoted.adopted:
        raise NotThatDecision(
            _("Decision %(reference)s, “%(title)s”, was not adopted.")
            % {"reference": quoted.reference, "title": quoted.title}
        )
    return quoted


def references(text: str) -> list[str]:
    """What a reader takes for references in a text, as the register writes them, however they are typed.

    >>> references("D-2026-4"), references("Ｄ‑2026–004."), references("see D 2O26 012345678"), references("AD-2026-4, D-26-4")
    (['D-2026-004'], ['D-2026-004'], ['D-2026-12345678'], [])
    >>> references("Décision n° 2026-999"), references("D nº 2026/004"), references("la décision no 2026 4"), references("decision #2026-4")
    (['D-2026-999'], ['D-2026-004'], ['D-2026-004'], ['D-2026-004'])
    """
    names = []
    for letter, year, rank in _READS.findall(_plain(text)):
        if letter in ("D", "DECISION") or not (letter.isascii() or is_plain(letter)):
            names.append(f"D-{int(year.translate(_FIGURES)):04d}-{int(rank.translate(_FIGURES)):03d}")
    return names


def is_reference(text: str) -> bool:
    """Whether a text is a reference and nothing else, as a reader takes it."""
    return _READS.fullmatch(_plain(text).strip("-")) is not None and bool(references(text))


def _plain(text: str) -> str:
    """A text in capitals, without accents nor what nobody sees; a hyphen for each blank and each sign."""
    letters = unicodedata.normalize("NFKD", text.replace("\u00ad", "-").replace("−", "-"))
    visible = (letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    return "".join(
        "-" if letter != "|" and unicodedata.category(letter)[0] in "ZPC" else letter for letter in visible
    ).upper()


def quoted_by(reader: Any, form: F) -> F:
    """The same form, filled in by a reader; without one, decisions are read as a visitor reads them."""
    for field in form.fields.values():
        if isinstance(field, QuoteField):
            field.reader = reader
    return form


class QuoteField(LineField):
    """By which decision: one of the register by its reference, or in words one that was taken elsewhere, or before it.

    What reads as a reference is looked up, among other words too; `clean` gives it as the register writes it. `always`
    asks for a reference; `look_up` says which decisions will do.
    """

    # Whoever quotes, as `quoted_by` says.
    reader: Any = None

    def __init__(
        self, look_up: Callable[[str, Any], Found] = adopted, *, always: bool = False, **kwargs: Any
    ) -> None:
        self.look_up, self.always = look_up, always
        defaults = {
            "label": gettext_lazy("Decision"),
            "help_text": gettext_lazy("Its reference, such as D-2026-004"),
            "max_length": 40,
            "required": False,
        }
        super().__init__(**{**defaults, **kwargs})

    def clean(self, value: Any) -> str:
        """Look up what reads as a reference. Raises ValidationError where nothing like it was adopted."""
        text = str(super().clean(value))
        named = references(text) or ([text] if self.always and text else [])
        try:
            quoted = [self.look_up(reference, self.reader).reference for reference in named]
        except NotThatDecision as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return quoted[0] if quoted and (self.always or is_reference(text)) else text
