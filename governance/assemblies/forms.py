"""Forms of a meeting: when and where, who chairs, what is asked, who sits it out, who comes, when it is called again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MomentField
from core.stamps import Seen
from governance.code.vocabulary import DECISION_TYPES
from governance.meetings.models import Meeting
from governance.meetings.notice import DISMISSAL
from governance.meetings.stamps import chair_stamp, plan_stamp
from governance.proxies.models import Attendance
from members.people.forms import MemberField
from votes.rounds.explain import decision_name


class MeetingForm(forms.ModelForm):
    """When and where members meet, on which register, and who chairs."""

    meets_at = MomentField(label=_("Meets on"))
    chair = MemberField(label=_("Chair"), required=False)

    class Meta:
        model = Meeting
        fields = ("title", "meets_at", "place", "chair")
        field_classes = {"title": LineField, "place": LineField}
        labels = {"title": _("Title"), "place": _("Place")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.chair is not None:
            self.initial["chair"] = f"{self.instance.chair.number} · {self.instance.chair}"


class RevisedForm(Seen, MeetingForm):
    """The same, of a meeting that is planned already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = plan_stamp(self.instance)


class ChairForm(Seen):
    """Who chairs a meeting; who does so now stands in it."""

    chair = MemberField(label=_("Chair"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = chair_stamp(meeting)
        if meeting.chair is not None:
            self.initial["chair"] = f"{meeting.chair.number} · {meeting.chair}"


class ItemForm(forms.Form):
    """A question for the agenda."""

    title = LineField(label=_("Question"), max_length=160)
    decision_type = forms.ChoiceField(label=_("Kind of vote"))
    supported = forms.BooleanField(
        label=_("Presented or approved by the management: blank proxies vote for it"),
        required=False,
        initial=True,
    )
    dismissal = forms.BooleanField(label=DISMISSAL, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, decision_name(kind)) for kind in DECISION_TYPES if kind != "circle"]
        self.fields["decision_type"].choices = kinds  # type: ignore[attr-defined]


class InterestedForm(Seen):
    """Who sits a question out."""

    members = forms.CharField(
        label=_("Who sits it out"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One member a line: the number of the seat, or the name"),
    )  # fmt: skip

    def clean_members(self) -> list[Any]:
        """Find each member. Raises ValidationError naming the line that cannot be read."""
        members, field = [], MemberField(required=False)
        for place, line in enumerate(self.cleaned_data["members"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                members.append(field.clean(line))
            except forms.ValidationError as problem:
                raise forms.ValidationError(
                    _("Line %(line)d: %(problem)s") % {"line": place, "problem": problem.messages[0]}
                ) from None
        return members


class SecondCallForm(forms.Form):
    """When the same meeting is called again."""

    meets_at = MomentField(label=_("Meets on"))


class ArrivalForm(forms.Form):
    """Who comes, and how."""

    member = MemberField(label=_("Who comes"))
    how = forms.ChoiceField(choices=Attendance.How.choices, widget=forms.HiddenInput)
