"""What people fill in about a proposal: its text, a message, the agenda that it is put on."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DayField, LineField
from core.legible import LARGEST
from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.code.models import Edition
from governance.code.queries import drafts_to_propose
from governance.code.vocabulary.values import Code
from governance.decisions.models import Visibility
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.notice import DISMISSAL
from governance.proposals import agendas
from governance.proposals.models import Proposal, Version
from votes.rounds.explain import decision_name

LONGEST_TEXT = 20_000
LONGEST_COMMENT = 5_000


class ProposalForm(forms.ModelForm):
    """The four parts of a proposal; where and for whom, for a new one."""

    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility.choices)
    circle = forms.ModelChoiceField(
        label=_("Which circle"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("All members"),
    )
    amends = forms.ModelChoiceField(
        label=_("Which draft of the code social it would enact"),
        queryset=Edition.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=LARGEST)

    class Meta:
        model = Version
        fields = ("title", "driver", "body", "measure", "review_on", "note")
        field_classes = {"title": LineField, "note": LineField, "review_on": DayField}
        labels = {
            "title": _("Title"),
            "driver": _("Why"),
            "body": _("What is proposed"),
            "measure": _("How we will know it works"),
            "review_on": _("Review on"),
            "note": _("What changed, in a few words"),
        }
        help_texts = {
            "title": _("A verb and an object, on one line"),
            "driver": _("The situation today, and its effect"),
            "body": _(
                "What we would do, who does it, from when. Markdown works: **bold**, - list, [link](https://…)"
            ),
            "measure": _("What we will look at, and what would make us stop"),
            "review_on": _("The day this comes back to the table"),
        }
        widgets = {
            "driver": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}),
            "body": forms.Textarea(attrs={"rows": 9, "maxlength": LONGEST_TEXT}),
            "measure": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}),
        }

    def __init__(self, *args: Any, standing: Standing, fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("driver", "body", "measure"):
            self.fields[name].max_length = LONGEST_TEXT  # type: ignore[attr-defined]
            self.fields[name].validators.append(_not_longer_than(LONGEST_TEXT))
        # Without it nobody knows which words would be replaced.
        self.fields["based_on"].required = True
        if fresh:
            del self.fields["note"], self.fields["based_on"]
            # Those who keep the registers prepare what any circle is to decide about members.
            circles = (
                Circle.objects.all() if standing.keeps else Circle.objects.filter(pk__in=standing.circles)
            )
            self.fields["circle"].queryset = circles  # type: ignore[attr-defined]
            drafts = drafts_to_propose()
            # Whoever prepares the drafts proposes them.
            if standing.keeps and drafts.exists():
                self.fields["amends"].queryset = drafts  # type: ignore[attr-defined]
            else:
                del self.fields["amends"]
        else:
            del self.fields["visibility"], self.fields["circle"], self.fields["amends"]

    def stands_on(self, number: int) -> None:
        """After a refusal as stale: the words stand on the version that is there now, and may be sent once more."""
        self.data: Any = self.data.copy()  # type: ignore[no-redef]
        self.data["based_on"] = number

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("This date has passed. Pick tomorrow or later."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("visibility") == Visibility.CIRCLE and not cleaned.get("circle"):
            self.add_error("visibility", _("Choose the circle that may read it, or let more people read."))
        return cleaned


def _not_longer_than(longest: int) -> Any:
    def check(text: str) -> None:
        if len(text) > longest:
            raise forms.ValidationError(
                _(
                    "This text has %(length)s characters; the most is %(longest)s. Shorten it, or attach a file."
                ),
                params={"length": len(text), "longest": longest},
            )

    return check


class CommentForm(forms.Form):
    """A message, under another one or at the foot of the discussion."""

    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("@Name tells that person"),
    )
    parent = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=LARGEST)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal

    def clean_parent(self) -> Any:
        parent_id = self.cleaned_data["parent"]
        if parent_id is None:
            return None
        parent = self.proposal.comments.filter(pk=parent_id).first()
        if parent is None:
            raise forms.ValidationError(_("The message you answer is gone. Your words stay here."))
        return parent


class WaitingField(forms.ModelChoiceField):
    """A question of an agenda, named with its meeting."""

    def label_from_instance(self, item: AgendaItem) -> str:  # type: ignore[override]
        return f"{item.meeting}, {item}"


class TableForm(forms.Form):
    """On the agenda of which meeting a proposal is put, and how it will be voted on there; or as the text of which question."""

    question = WaitingField(
        label=_("Questions that wait for their text"), queryset=AgendaItem.objects.none(), widget=forms.RadioSelect,
        required=False, empty_label=_("None of these: it is a question of its own"),
        help_text=_("The question stays as it was announced, with its place and its kind of vote"),
    )  # fmt: skip
    meeting = forms.ModelChoiceField(
        label=_("Meeting"),
        queryset=Meeting.objects.none(),
        widget=forms.RadioSelect,
        required=False,
        empty_label=None,
    )
    decision_type = forms.ChoiceField(label=_("Kind of vote"), widget=forms.RadioSelect, required=False)
    supported = forms.BooleanField(
        label=_("Presented or approved by the management: blank proxies vote for it"),
        required=False,
        initial=True,
    )
    dismissal = forms.BooleanField(label=DISMISSAL, required=False)

    def __init__(self, *args: Any, code: Code, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in code.decision_types() if kind != "circle"]
        if proposal.amends is not None:
            kinds = [kind for kind in kinds if kind == code.amended_by()]
        waiting = agendas.waiting_for_text().filter(decision_type__in=kinds)
        self.fields["question"].queryset = waiting  # type: ignore[attr-defined]
        self.initial["question"] = waiting.filter(title=proposal.title).first()
        self.fields["meeting"].queryset = Meeting.objects.coming()  # type: ignore[attr-defined]
        named = [(kind, decision_name(kind)) for kind in kinds]
        self.fields["decision_type"].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Where the text is for a question that stands already, the rest was said when it was put there."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("meeting", "decision_type"):
            if cleaned.get("question") is None and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned
