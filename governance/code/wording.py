"""A parameter in words: what the pages, the paper and the preview of a draft show of it."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prose.tags import euros
from governance.code.models import Parameter
from governance.code.vocabulary import Term, name_of, word_of
from governance.code.vocabulary.shapes import Kind
from votes.rounds.explain import share_words, weights_words
from votes.rules.shapes import Threshold


def value_in_words(parameter: Parameter, colleges: Mapping[str, str]) -> str:
    """Say a parameter's value in words; as it is written where it cannot be read.

    `colleges` maps their codes to their names.
    """
    if parameter.kind == Kind.CHOICE:
        return word_of(parameter.key, str(parameter.value))
    if parameter.kind == Kind.WEIGHTS and isinstance(parameter.value, dict):
        return _weights(parameter.value, colleges)
    try:
        return WORDED[parameter.kind](parameter.value)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return str(parameter.value)


def default_in_words(term: Term) -> str:
    """Say what stands in where a code does not say a term; empty where nothing does."""
    if term.like:
        return _("the same as “%(name)s”") % {"name": name_of(term.like)}
    if term.default is None:
        return ""
    return value_in_words(Parameter(key=term.key, kind=term.kind, value=term.default), {})


def _share(value: Any) -> str:
    share = Fraction(value)
    return share_words(Threshold(share)) if share else _("none")


def _days(value: Any) -> str:
    return ngettext("%(count)s day", "%(count)s days", int(value)) % {"count": int(value)}


def _hours(value: Any) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", int(value)) % {"count": int(value)}


def _weights(weights: Mapping[str, Any], colleges: Mapping[str, str]) -> str:
    try:
        return weights_words({code: Fraction(weight) for code, weight in weights.items()}, colleges)
    except (TypeError, ValueError, ArithmeticError):
        return str(weights)


WORDED: Mapping[str, Callable[[Any], str]] = {
    Kind.FRACTION: _share,
    Kind.WHOLE: str,
    Kind.DAYS: _days,
    Kind.HOURS: _hours,
    Kind.YESNO: lambda value: _("yes") if value else _("no"),
    Kind.AMOUNT: euros,
}
