"""How a proposal is put to a vote, as it is filled in: the question, who votes, how, from when and until when."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.values import Code
from governance.proposals.models import Proposal
from governance.proposals.vote.desk import options
from governance.proposals.vote.desk.forms import DeadlineField
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest
from members.people.queries import college_names
from votes.rounds.explain import decision_name, rule_words
from votes.rounds.paper import Paper
from votes.rules.registry import RULES

A_WHILE = timedelta(minutes=15)  # how long a vote of a meeting is open unless somebody closes it
MOTION = "motion"
WHAT = [(MOTION, _("The text, for or against")), ("options", _("A choice between options"))]

# What the form and the request call alike.
OPTIONS = ("decision_type", "secret", "persons", "by_hand")


class PlanForm(forms.Form):
    """How a proposal is put to a vote. `vote_request()` and the dates are what `actions.preparing.prepare` takes."""

    what = forms.ChoiceField(
        label=_("What is voted on"), widget=forms.RadioSelect, choices=WHAT, required=False
    )
    method = forms.ChoiceField(label=_("Rule"), required=False)
    options = forms.CharField(
        label=_("Options"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line. After a bar, what there is to say of it: Saturday | Open from 9 to 13"),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000, required=False)
    budget = forms.IntegerField(label=_("Money to share out"), min_value=1, max_value=10**9, required=False)
    each = forms.IntegerField(label=_("Points of each voter"), min_value=1, max_value=1000, required=False)
    persons = forms.BooleanField(label=_("It is about persons"), required=False)
    decision_type = forms.ChoiceField(label=_("Kind of vote"), widget=forms.RadioSelect)
    electorate = forms.ChoiceField(label=_("Who votes"), widget=forms.RadioSelect)
    colleges = forms.MultipleChoiceField(
        label=_("Which colleges"), required=False, widget=forms.CheckboxSelectMultiple
    )
    secret = forms.BooleanField(label=_("Secret ballot"), required=False)
    by_hand = forms.BooleanField(label=_("Paper ballots are taken too"), required=False)
    opens = DeadlineField(label=_("Opens by itself on"), required=False)
    closes = DeadlineField(label=_("Voting closes on"))

    def __init__(
        self, *args: Any, proposal: Proposal, code: Code, plan: Plan | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposal, self.code = proposal, code
        self.initial = {"what": MOTION, "seats": 1, **(_as_typed(plan) if plan else {}), **self.initial}
        self.fields["method"].choices = _rules()  # type: ignore[attr-defined]
        self.fields["decision_type"].choices = self._kinds()  # type: ignore[attr-defined]
        self.fields["electorate"].choices = self._electorates()  # type: ignore[attr-defined]
        self.fields["colleges"].choices = list(college_names().items())  # type: ignore[attr-defined]
        if proposal.item is not None:
            self.initial |= {"decision_type": proposal.item.decision_type, "electorate": "meeting"}
            self.fields["closes"].initial = timezone.localtime() + A_WHILE
            del self.fields["opens"]
        if proposal.amends is not None:
            for name in ("what", "method", "options", "seats", "budget", "each", "persons", "colleges"):
                del self.fields[name]

    def _kinds(self) -> list[tuple[str, Any]]:
        """The kinds of vote to choose from: those of the code, the one that the agenda announces, or the one that amends the code."""
        kinds = self.code.decision_types()
        if self.proposal.item is not None:
            kinds = [kind for kind in kinds if kind == self.proposal.item.decision_type]
        elif self.proposal.amends is not None:
            kinds = [kind for kind in kinds if kind == self.code.amended_by()]
        return [(kind, decision_name(kind)) for kind in kinds]

    def _electorates(self) -> list[tuple[str, Any]]:
        """Who may be asked: in a meeting those who take part in it, of the code social all members."""
        if self.proposal.item is not None:
            return [("meeting", str(self.proposal.item.meeting))]
        everybody = ("members", _("All members"))
        if self.proposal.amends is not None:
            return [everybody]
        circle = self.proposal.circle
        return [*([("circle", str(circle))] if circle else []), everybody, ("colleges", _("Some colleges"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("electorate") == "colleges" and not cleaned.get("colleges"):
            self.add_error("colleges", _("Tick at least one college."))
        if cleaned.get("what") != "options" and cleaned.get("options"):
            # Counted for or against, these words would be lost without anybody being told.
            self.add_error("what", _("You wrote options below: choose between them, or empty that field."))
        self.paper: Paper | None = None
        if cleaned.get("what") == "options" and not self.errors:
            self._make_paper(cleaned)
        return cleaned

    def _make_paper(self, cleaned: dict[str, Any]) -> None:
        method = cleaned.get("method")
        if not method:
            self.add_error("method", _("Choose the rule that counts, or let the guide suggest one."))
            return
        elder = self.code.value("tie.rule") == "elder" and bool(cleaned["persons"])
        try:
            choices = options.read(cleaned["options"], money=RULES[method].money, born=elder)
            limits = {name: cleaned.get(name) for name in ("budget", "each")}
            self.paper = options.make_paper(method, choices, seats=cleaned.get("seats") or 1, **limits)
        except options.BadOptions as wrong:
            self.add_error("options", str(wrong))

    def vote_request(self) -> VoteRequest:
        """What is asked, on today's register."""
        values = {name: self.cleaned_data[name] for name in OPTIONS if name in self.cleaned_data}
        return VoteRequest(electorate=self._electorate(), paper=self.paper, **values)

    def _electorate(self) -> Electorate:
        kind, today = self.cleaned_data["electorate"], timezone.localdate()
        if kind == "meeting" and self.proposal.item is not None:
            return Electorate(self.proposal.item.meeting.record_on, item=self.proposal.item)
        if kind == "circle":
            return Electorate(today, circle=self.proposal.circle)
        if kind == "colleges":
            return Electorate(today, colleges=tuple(self.cleaned_data["colleges"]))
        return Electorate(today)


def _rules() -> list[tuple[str, Any]]:
    named = [(method, rule_words(method).title) for method in options.METHODS]
    decides = [(method, name) for method, name in named if not RULES[method].advisory]
    advises = [(method, name) for method, name in named if RULES[method].advisory]
    return [("", "—"), (gettext("Deciding"), decides), (gettext("For an opinion"), advises)]


def _as_typed(plan: Plan) -> dict[str, Any]:
    """A plan as its form shows it."""
    stored = plan.request
    typed: dict[str, Any] = {
        **{name: stored[name] for name in OPTIONS if name in stored},
        "electorate": stored["electorate"]["kind"],
        "colleges": stored["electorate"].get("colleges", []),
        "opens": plan.opens_at and timezone.localtime(plan.opens_at),
        "closes": timezone.localtime(plan.closes_at),
    }
    if stored["paper"] is not None:
        paper = Paper.from_json(stored["paper"])
        each = paper.purse or (paper.top if paper.method == "score" else None)
        typed |= {
            "what": "options", "method": paper.method, "options": options.written(paper), "seats": paper.seats,
            "budget": paper.budget, "each": each,
        }  # fmt: skip
    return typed
