"""Pages that help to choose a rule, and to try one out; they keep nothing."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.limits import limited
from governance.proposals.vote import access, plans
from governance.proposals.vote.models import Plan
from governance.proposals.vote.question import question
from members.people.access import PersonRequest
from votes.ballots.papers import sentence
from votes.rounds.explain import rule_words
from votes.rounds.guide import GuideAnswers, Suggestion, suggest
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally import tryout
from votes.tally.readings import readings

Page = dict[str, Any]
WHAT = [
    ("text", _("One text, to adopt or reject")),
    ("one", _("One among several")),
    ("seats", _("Several seats")),
    ("money", _("Several projects under a budget")),
    ("order", _("An order")),
]
SAY = [
    ("name", _("One name, or one option")),
    ("accept", _("All that they accept")),
    ("grades", _("A grade for each")),
    ("order", _("An order")),
    ("points", _("Points to give")),
]
MATTERS = [
    ("simple", _("Simplicity")),
    ("broad", _("A broad agreement, which similar options do not spoil")),
    ("minorities", _("Minorities that get their part")),
]


class GuideForm(forms.Form):
    """Three questions; whoever votes on one text answers the first alone."""

    what = forms.ChoiceField(label=_("1. What is to be chosen?"), choices=WHAT, widget=forms.RadioSelect)
    say = forms.ChoiceField(
        label=_("2. What should voters say?"), choices=SAY, widget=forms.RadioSelect, required=False
    )
    matters = forms.ChoiceField(
        label=_("3. What matters most?"), choices=MATTERS, widget=forms.RadioSelect, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("say", "matters"):
            if (
                cleaned.get("what") not in (None, "text")
                and name not in self.errors
                and not cleaned.get(name)
            ):
                self.add_error(name, gettext("Answer this one as well."))
        return cleaned

    def answers(self) -> GuideAnswers:
        """The answers; on one text, those that were given."""
        return GuideAnswers(**{name: value for name, value in self.cleaned_data.items() if value})


@login_required
@require_safe
def guide(request: PersonRequest, number: int) -> HttpResponse:
    """Which rule fits? Three questions, and a rule in plain words."""
    proposal = access.votable(request.user, number)
    page: Page = {"proposal": proposal, "form": None}
    if proposal.amends is not None:
        return render(
            request, "proposals/vote/guide.html", {**page, **_suggestion_page(suggest(GuideAnswers("text")))}
        )
    form = GuideForm(request.GET or None)
    page["form"] = form
    if form.is_valid():
        page |= _suggestion_page(suggest(form.answers()))
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "proposals/vote/guide.html", page, status=status)


def _suggestion_page(suggestion: Suggestion) -> Page:
    """A suggestion with its words, and where it is taken up."""
    return {
        "suggestion": suggestion,
        "words": rule_words(suggestion.method),
        "take": _taken_up(suggestion.method),
        "instead": rule_words(suggestion.instead) if suggestion.instead else None,
        "take_instead": _taken_up(suggestion.instead),
    }


def _taken_up(method: str) -> str:
    """The query by which the form of a vote begins with a rule."""
    query = QueryDict(mutable=True)
    query.update({"what": "motion"} if method == "motion" else {"what": "options", "method": method})
    return query.urlencode()


# --- trying a rule out --------------------------------------------------------------------------


class TryForm(forms.Form):
    """Ballots made up for a paper, as text; `cleaned_data["ballots"]` is piles."""

    ballots = forms.CharField(
        label=_("Made-up ballots"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper

    def clean_ballots(self) -> list[tryout.Pile]:
        try:
            return tryout.read_piles(self.paper, self.cleaned_data["ballots"])
        except tryout.BadLines as wrong:
            raise forms.ValidationError(wrong.sentences) from None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("try", acts=True)
def try_out(request: PersonRequest, number: int) -> HttpResponse:
    """Try the rule of a planned vote out on ballots made up; nothing is kept."""
    proposal = access.votable(request.user, number)
    plan = get_object_or_404(Plan.objects.select_related("follows"), proposal=proposal)
    vote_request = plans.request_of(plan)
    paper = vote_request.paper
    if paper is None:
        raise Http404
    terms = question(proposal, vote_request).rule
    assert isinstance(terms, Terms)
    made_up = tryout.sample(paper)
    form = TryForm(request.POST or None, paper=paper, initial={"ballots": tryout.write_piles(paper, made_up)})
    page: Page = {"proposal": proposal, "form": form, **_paper(paper, terms, made_up[0])}
    if form.is_valid():
        piles = form.cleaned_data["ballots"]
        page["readings"] = readings(paper, tryout.count(paper, piles, tie=terms.tie))
        page["voters"] = sum(pile.voters for pile in piles)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "proposals/vote/try_out.html", page, status=status)


def _paper(paper: Paper, terms: Terms, example: tryout.Pile) -> Page:
    """What is to be known for writing ballots: the options, the grades, a line that is read aloud."""
    return {
        "paper": paper,
        "rule": rule_words(paper.method),
        "how": tryout.how_written(paper),
        "grades": list(enumerate(paper.grades)),
        "example": tryout.write_piles(paper, [example]),
        "example_voters": example.voters,
        "example_says": sentence(paper, example.line),
        "left_aside": terms.quorum is not None or terms.is_weighted,
    }
