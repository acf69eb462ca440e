"""The list of proposals: what one may look for, and what each row shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from governance.circles.marks import mark
from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.proposals.models import Proposal, ProposalQuerySet, State
from governance.proposals.ways import ways

STAGES = {
    "open": [State.VOTING, State.COUNTING],
    "discussed": [State.DISCUSSED],
    "drafts": [State.DRAFT],
    "adopted": [State.ADOPTED],
    "rejected": [State.REJECTED],
    "withdrawn": [State.WITHDRAWN],
}


# What a row shows: not the whole text of the round and the decision, fifty times.
SHOWN = (
    *("number", "title", "visibility", "submitted_at", "withdrawn_at", "round", "decision"),
    *("author__given_name", "author__family_name", "author__is_staff", "author__forgotten_at"),
    "circle__name",
    *(
        "item__meeting__title",
        "round__opened_at",
        "round__proclaimed_at",
        "round__closes_at",
        "round__closed_at",
        "round__cancelled_at",
        "decision__outcome",
    ),
)


def stage_names() -> list[tuple[str, str]]:
    """The stages one may look for, with their names."""
    return [
        ("open", _("Voting is open")),
        ("discussed", _("Under discussion")),
        ("drafts", _("My drafts")),
        ("adopted", _("Adopted")),
        ("rejected", _("Not adopted")),
        ("withdrawn", _("Withdrawn")),
    ]


@dataclass(frozen=True)
class Filters:
    """What the reader looks for; anything unknown is as if not asked."""

    stage: str = ""
    circle: str = ""
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        stage = query.get("stage", "")
        return cls(
            stage=stage if stage in STAGES else "",
            circle=query.get("circle", "")[:50],
            words=query.get("q", "").strip()[:80],
        )


def find(standing: Standing, chosen: Filters) -> ProposalQuerySet:
    """The proposals a person may read and looks for, newest first."""
    proposals = Proposal.objects.visible_to(standing).current().ended_in_part()
    if chosen.stage:
        ids = [proposals.at(state).values("pk") for state in STAGES[chosen.stage]]
        at_stage = Q(*(("pk__in", rows) for rows in ids), _connector=Q.OR)
        proposals = proposals.filter(_with_those_in_part(at_stage, chosen.stage))
    if chosen.circle == "all-members":
        proposals = proposals.filter(circle=None)
    elif chosen.circle:
        proposals = proposals.filter(circle__slug=chosen.circle)
    if chosen.words:
        proposals = proposals.filter(
            Q(title__icontains=chosen.words) | Q(versions__body__icontains=chosen.words)
        ).distinct()
    return proposals.order_by("-number").only(*SHOWN)


def _with_those_in_part(at_stage: Q, stage: str) -> Q:
    """What was adopted in part is looked for among what was adopted."""
    if stage == "adopted":
        return at_stage | Q(ended_in_part=True)
    return at_stage & Q(ended_in_part=False) if stage == "rejected" else at_stage


def page(rows: Any, chosen: Filters, standing: Standing) -> dict[str, Any]:
    """What the list page shows: rows with their participation, filters, who may write."""
    listed = list(rows)
    for way in ways():
        way.on_cards(listed)
    mark(proposal.author for proposal in listed)
    return {
        "page": rows,
        "proposals": listed,
        "chosen": chosen,
        "stages": stage_names(),
        "circles": Circle.objects.only("slug", "name"),
        "standing": standing,
        "may_write": standing.is_insider,
    }
