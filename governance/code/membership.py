"""What the code social says of joining and leaving, for the rooms of members downstairs."""

from datetime import date

from governance.code.in_force import Code, NoCode, in_force
from members.joining.rules import MembershipRules

KEYS = {
    "admission_by": "admission.by",
    "admission_ratified": "admission.ratified",
    "leaving_notice": "leaving.notice",
    "exclusion_by": "exclusion.by",
    "exclusion_kind": "exclusion.kind",
    "hearing_days": "exclusion.hearing",
}


def membership_rules(day: date) -> MembershipRules:
    """Read them from the edition in force; where it is silent, or there is none, the usual ones hold."""
    try:
        code = in_force(day)
    except NoCode:
        return MembershipRules()
    said = {name: code.value(key) for name, key in KEYS.items() if key in code.parameters}
    return MembershipRules(**said, articles=_articles(code))


def _articles(code: Code) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.article(key) for key in KEYS.values() if key in code.parameters))
