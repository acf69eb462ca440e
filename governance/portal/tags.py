"""Template tags of the portal: a decision's small bar, and an article with its living values."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pictures.votebar import votebar
from core.prose.markdown import markdown
from core.prose.tags import euros, percent
from governance.code.models import Article, Parameter
from governance.decisions.models import Decision
from votes.rounds.explain import share_words
from votes.rules.motion import MotionRule
from votes.rules.shapes import Threshold
from votes.tally.verdict import sides

register = template.Library()


@register.simple_tag
def decision_bar(decision: Decision) -> SafeString:
    """Draw for and against as they were compared, with the threshold, small enough for a list."""
    rule = MotionRule.from_json(decision.ground["rule"])
    for_, against = sides(decision.ground["outcome"])
    threshold = float(rule.threshold.share) * 100
    desc = _("%(for)s %% for, %(against)s %% against; threshold %(threshold)s %%") % {
        "for": f"{for_:.2f}",
        "against": f"{against:.2f}",
        "threshold": f"{threshold:.2f}",
    }
    return votebar(
        for_, against, threshold=threshold, title=_("For and against"), desc=desc, width=512, height=16
    )


@register.simple_tag
def article_text(article: Article, colleges: Mapping[str, str]) -> SafeString:
    """Render an article; where its text says [[key]], show the value that the software applies."""
    html = str(markdown(article.body))
    for parameter in article.parameters.all():
        value = f'<strong class="living">{escape(shown(parameter, colleges))}</strong>'
        html = html.replace(f"[[{parameter.key}]]", value)
    return mark_safe(html)  # noqa: S308 — Markdown is cleaned, values are escaped


@register.filter
def key_name(key: str) -> str:
    """Say what a parameter is about; its own key where nobody gave it a name."""
    name = NAMES.get(key) or NAMES.get(key.partition(".")[2])
    return name() if name else key


@register.simple_tag
def value_of(parameter: Parameter | None, colleges: Mapping[str, str]) -> str:
    """Say a parameter's value in words; nothing where there is none."""
    return shown(parameter, colleges) if parameter is not None else "–"


def shown(parameter: Parameter, colleges: Mapping[str, str]) -> str:
    """Say a parameter's value in words."""
    value: Any = parameter.value
    if parameter.kind == Parameter.Kind.FRACTION:
        return share_words(Threshold(Fraction(value))) if Fraction(value) else _("nobody")
    if parameter.kind == Parameter.Kind.DAYS:
        return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}
    if parameter.kind == Parameter.Kind.HOURS:
        return ngettext("%(count)s hour", "%(count)s hours", value) % {"count": value}
    if parameter.kind == Parameter.Kind.YESNO:
        return _("yes") if value else _("no")
    if parameter.kind == Parameter.Kind.AMOUNT:
        return euros(value)
    if parameter.kind == Parameter.Kind.WEIGHTS:
        return ", ".join(f"{colleges.get(code, code)} {percent(weight, 0)}" for code, weight in value.items())
    return WORDS.get(str(value), lambda: str(value))()


NAMES = {
    "threshold": lambda: _("Majority"),
    "comparator": lambda: _("Reached or passed"),
    "base": lambda: _("Counted on"),
    "floor_guard": lambda: _("Never with more against than for"),
    "quorum": lambda: _("Quorum"),
    "ordinary.colleges": lambda: _("Count by college"),
    "extraordinary.colleges": lambda: _("Count by college"),
    "may_change": lambda: _("A vote may be changed until the closing"),
    "colleges.weights": lambda: _("Weights of the colleges"),
    "colleges.inactive": lambda: _("A college without votes"),
    "colleges.tie": lambda: _("A tie inside a college"),
    "colleges.result_base": lambda: _("Result"),
    "shares.nominal": lambda: _("Nominal value"),
    "capital.floor": lambda: _("Floor of the capital"),
    "capital.floor_of": lambda: _("Floor counted on"),
    "capital.stated": lambda: _("Capital stated in the statutes"),
    "notice.days": lambda: _("Notice"),
    "proxy.most": lambda: _("Proxies that one member may hold"),
    "proxy.presence_cancels": lambda: _("Presence cancels a proxy"),
    "postal.paper_days": lambda: _("Paper forms, before the meeting"),
    "consent.questions": lambda: _("Time for questions"),
    "consent.reactions": lambda: _("Time for reactions"),
    "consent.positions": lambda: _("Time for positions"),
}
WORDS = {
    "expressed": lambda: _("made on the votes expressed"),
    "total": lambda: _("made on the total weight"),
    "excluded": lambda: _("left out of the count"),
    "highest": lambda: _("the highest capital ever reached"),
    "stated": lambda: _("the capital stated in the statutes"),
    "kept": lambda: _("kept in the count"),
}
