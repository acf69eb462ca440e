"""Template tags of the portal: a decision's small bar."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.pictures.votebar import votebar
from governance.decisions.models import Decision
from votes.rules.motion import MotionRule
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
