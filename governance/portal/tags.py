"""Template tags of the portal: a decision's small bar."""

from django import template
from django.template.defaultfilters import capfirst
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.pictures.votebar import votebar
from governance.decisions.models import Decision
from votes.rules.motion import MotionRule
from votes.tally.readings.words import few_voted, hides_marks
from votes.tally.verdict import bar_described, bar_words, side_figures, sides, threshold_of_bar

register = template.Library()


@register.simple_tag
def decision_figures(decision: Decision) -> str:
    """For, against and abstaining, blank and void ones where there are any: what stands under the bar."""
    if hides_marks(decision.ground["outcome"]):
        return few_voted()
    return capfirst(", ".join(side_figures(decision.ground["outcome"])))


@register.simple_tag
def decision_bar(decision: Decision) -> SafeString:
    """Draw for and against as they were compared, with the threshold, small enough for a list; nothing where few voted."""
    rule = MotionRule.from_json(decision.ground["rule"])
    outcome = decision.ground["outcome"]
    if hides_marks(outcome):
        return SafeString("")
    for_, against = sides(outcome)
    return votebar(
        float(for_ * 100),
        float(against * 100),
        threshold=threshold_of_bar(rule, outcome),
        title=_("For and against"),
        desc=bar_described(bar_words(rule, outcome)),
        width=512,
        height=16,
    )
