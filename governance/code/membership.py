"""What the code social says of joining and leaving, for the rooms of members downstairs."""

from datetime import date

from governance.code.in_force import NoCode, in_force
from governance.code.vocabulary import TERMS
from governance.code.vocabulary.values import Code
from members.joining.rules import MembershipRules
from votes.rounds.explain import decision_name

KEYS = {
    "admission_by": "admission.by",
    "admission_ratified": "admission.ratified",
    "leaving_notice": "leaving.notice",
    "exclusion_by": "exclusion.by",
    "exclusion_kind": "exclusion.kind",
    "hearing_days": "exclusion.hearing",
}


def membership_rules(day: date) -> MembershipRules:
    """Read them from the edition in force; where there is none yet, the usual ones hold and nobody is excluded."""
    try:
        code = in_force(day)
    except NoCode:
        return MembershipRules()
    rules = {name: code.value(key) for name, key in KEYS.items() if _is_known(code, key)}
    kind = code.vote_of_members("exclusion.kind")
    rules |= {"exclusion_kind": kind, "exclusion_vote": decision_name(kind)}
    return MembershipRules(**rules, articles=tuple(code.cite(*KEYS.values())))


def _is_known(code: Code, key: str) -> bool:
    return code.says(key) or TERMS[key].may_be_silent
