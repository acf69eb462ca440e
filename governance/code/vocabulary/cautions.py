"""What an edition may say but should think twice about: sentences for whoever prepares it, never refusals.

The statutes of a company may be right where a general rule is doubtful, so these warn and let through.
"""

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.code.vocabulary import TERMS, name_of
from governance.code.vocabulary.presets import PRESETS
from governance.code.vocabulary.presets.shapes import EXAMPLE
from governance.code.vocabulary.shapes import NAMED_KEY, Confidence
from governance.code.vocabulary.values import Code
from votes.rounds.explain import decision_name
from votes.rules.colleges import check_weights

LONGEST_MANDATE = 72  # months
EARLIEST_FORMS = 3  # days


def cautions(code: Code) -> list[str]:
    """List what deserves a second look in what an edition says by itself; empty when nothing does."""
    return [*_unread(code), *_colleges(code), *_floors(code), *_terms(code), *_form(code), *_to_confirm(code)]


def limits(form: str) -> list[str]:
    """Say what the software does not do of a legal form; nothing where the form is not known."""
    return [str(sentence) for sentence in PRESETS[form].limits] if form in PRESETS else []


def _unread(code: Code) -> Iterator[str]:
    for key, applied in code.parameters.items():
        if key not in TERMS:
            yield _(
                "Article %(article)s: nothing reads the parameter “%(key)s”. Take it away, or say it in words."
            ) % {"article": applied.article, "key": key}


def _colleges(code: Code) -> Iterator[str]:
    """What is unusual in the weights of the colleges, in the order in which `check_weights` finds it."""
    if "colleges.weights" not in code.parameters:
        return
    for unusual in check_weights(code.value("colleges.weights")):
        college, _colon, finding = unusual.rpartition(":")
        if finding in UNUSUAL:
            yield UNUSUAL[finding]() % {"college": college}


# A sum that is not 1 is a fault, and refused.
UNUSUAL = {
    "fewer_than_3": lambda: _(
        "Fewer than three colleges have a weight: a SCIC with colleges has three or more."
    ),
    "above_50": lambda: _("College %(college)s weighs more than half: in a SCIC no college may."),
    "below_10": lambda: _(
        "College %(college)s weighs less than a tenth: in a SCIC with ten colleges or fewer none may."
    ),
}


def _floors(code: Code) -> Iterator[str]:
    """Without its floor, a kind of vote could adopt a text with more against than for.

    Source: Cass. ass. plén. 15 Nov. 2024, no. 23-16.670, as reported by law firms.
    """
    for kind in code.decision_types():
        if not code.value(f"{kind}.floor_guard"):
            yield _(
                "“%(kind)s” lets a text pass with as many against as for: courts hold such a clause unwritten in a company."
            ) % {"kind": decision_name(kind)}
        if code.value(f"{kind}.threshold") < Fraction(1, 2):
            yield _(
                "“%(kind)s” asks for less than half: in a company no text passes with fewer for than against, whatever the code says."
            ) % {"kind": decision_name(kind)}


def _terms(code: Code) -> Iterator[str]:
    """Sources: law 47-1775 art. 6, as reported; C. com. R225-77, for the limited company."""
    if code.value("election.term_months") > LONGEST_MANDATE:
        yield _("“%(name)s”: in a co-operative a mandate lasts six years at most.") % {
            "name": name_of("election.term_months")
        }
    if code.value("postal.paper_days") > EARLIEST_FORMS:
        yield _(
            "“%(name)s”: a limited company may not ask for the forms more than three days before the meeting."
        ) % {"name": name_of("postal.paper_days")}


def _form(code: Code) -> Iterator[str]:
    """What the law asks of the legal form and the edition does not say."""
    preset = PRESETS.get(code.form)
    if preset is None:
        return
    for key, word in preset.asks.items():
        if _choice_of(code, key) != word:
            yield _("%(form)s: the law asks for “%(word)s” as “%(name)s”.") % {
                "form": preset.title,
                "word": TERMS[key].words[word],
                "name": name_of(key),
            }
    if "notice.days" in code.parameters and code.value("notice.days") < preset.notice:
        yield _("%(form)s: the law asks for a notice of %(days)d days at least.") % {
            "form": preset.title,
            "days": preset.notice,
        }


def _choice_of(code: Code, key: str) -> str | None:
    """A choice of the code, or None where nothing says it."""
    return str(code.value(key)) if code.says(key) or TERMS[key].may_be_silent else None


def _to_confirm(code: Code) -> Iterator[str]:
    for key, applied in code.parameters.items():
        if applied.source == EXAMPLE:
            yield _(
                "Article %(article)s, “%(name)s”: an example. Put the value of your statutes, and its source."
            ) % {
                "article": applied.article,
                "name": name_of(key),
            }
        elif applied.confidence == Confidence.KNOWN:
            yield _("Article %(article)s, “%(name)s”: to be confirmed with your counsel.") % {
                "article": applied.article,
                "name": name_of(key),
            }


def weightless(code: Code, house: Collection[str]) -> Iterator[str]:
    """A college without weight cannot be on the roll of a vote by colleges, nor a weight without a college.

    `house` are the codes of the colleges that there are.
    """
    if "colleges.weights" not in code.parameters:
        return
    weights = code.value("colleges.weights")
    article = code.article("colleges.weights")
    for college in house:
        if college not in weights:
            yield _(
                "Article %(article)s gives no weight to college %(college)s: its members could not vote by colleges."
            ) % {"article": article, "college": college}
    for college in weights:
        if college not in house:
            yield _("Article %(article)s weighs a college that this house does not have: %(college)s.") % {
                "article": article,
                "college": college,
            }


def unknown_names(code: Code, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What articles, each its number and its text, show and no article says."""
    for number, text in texts:
        for key in dict.fromkeys(NAMED_KEY.findall(text)):
            if key not in code.parameters:
                yield _("Article %(article)s shows [[%(key)s]], a value that no article gives.") % {
                    "article": number,
                    "key": key,
                }
