"""The stamps of what forms about exclusions are filled in from (core/stamps.py)."""

from core.stamps import stamp
from members.joining.models import Exclusion


def answer_stamp(procedure: Exclusion) -> str:
    """The stamp of what a member answered, for the form that answers anew."""
    return stamp(procedure.statement)


def hearing_stamp(procedure: Exclusion) -> str:
    """The stamp of what is noted of a hearing, for the form that adds to it."""
    return stamp(procedure.heard_at, procedure.heard)
