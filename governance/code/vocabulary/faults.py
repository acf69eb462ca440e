"""What an edition cannot say: a sentence for each value that the software could not apply, and the way out."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from governance.code.vocabulary import TERMS, Term, name_of
from governance.code.vocabulary.contradictions import all_contradictions
from governance.code.vocabulary.shapes import fault, misread
from governance.code.vocabulary.terms.votes import DECISION_TYPES
from governance.code.vocabulary.values import Applied, Code
from votes.rounds.explain import decision_name


def faults(code: Code) -> list[str]:
    """List what keeps an edition from being adopted, in reading order; empty when nothing does."""
    unfit = [*_values(code), *_lacking(code)]
    # What the values say together is only worth reading once each can be read.
    return unfit or [*all_contradictions(code), *_dead_end(code)]


def unreadable(code: Code) -> bool:
    """Whether some value cannot be applied at all, so that nothing else can be said of the edition."""
    return any(_values(code))


def _values(code: Code) -> Iterator[str]:
    for key, applied in code.parameters.items():
        if wrong := _fault(key, applied):
            yield _("Article %(article)s, “%(name)s”: %(fault)s") % {
                "article": applied.article,
                "name": name_of(key),
                "fault": wrong,
            }


def _fault(key: str, applied: Applied) -> str:
    term = TERMS.get(key)
    if term is None:
        return misread(applied.kind, applied.value)
    if applied.kind != term.kind:
        return _("it is not written as “%(kind)s”. Take it away and add it again.") % {
            "kind": term.kind.label
        }
    return fault(term, applied.value)


def _lacking(code: Code) -> Iterator[str]:
    """Where one value calls for another, the code says both."""
    for key, term in TERMS.items():
        caller = _caller(code, term)
        if caller and key not in code.parameters:
            yield _(
                "Article %(article)s, “%(name)s”: it needs “%(other)s” too. Add that value to an article."
            ) % {
                "article": code.article(caller),
                "name": name_of(caller),
                "other": term.name,
            }


def _caller(code: Code, term: Term) -> str:
    """The key that calls for a term in this edition, the first in reading order; empty when none does."""
    for key, values in term.when:
        applied = code.parameters.get(key)
        if applied is not None and (not values or applied.value in values):
            return key
    return ""


def _dead_end(code: Code) -> Iterator[str]:
    """A code that names no way to amend itself could never change again."""
    kind = code.amended_by()
    if kind in DECISION_TYPES and kind not in code.decision_types():
        yield _(
            "This edition would be amended by “%(kind)s”, but gives no majority for that vote: nobody could amend it. Give that majority, or another “%(name)s”."
        ) % {"kind": decision_name(kind), "name": name_of("code.amended_by")}
