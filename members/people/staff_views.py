"""Views of the desk's own keeping: who holds which duty, and two rows that are one person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.replays.once import once
from members.people import access
from members.people.access import PersonRequest
from members.people.actions.duties import end_duty, give_duty
from members.people.actions.merging import merge
from members.people.forms import DayField, PersonField
from members.people.models import Person
from members.people.quoting import QuoteField, quoted_by
from members.people.staff import ADMINISTRATORS, ANY_DUTY, Duty, StaffRole
from members.people.views import carried_out

MOST_NAMES = 100
HOW_TO_NAME = gettext_lazy("The e-mail address, the whole name, or the mark such as #12")


class GiveForm(forms.Form):
    """To whom, which duty, for how long, by which decision."""

    person = PersonField(label=gettext_lazy("Who"))
    duty = forms.ChoiceField(label=gettext_lazy("Duty"), choices=Duty.choices, widget=forms.RadioSelect)
    on = DayField(label=gettext_lazy("From"))
    until = DayField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty while it is not known")
    )
    decision = QuoteField(
        required=True,
        help_text=gettext_lazy("The one that gives it: its reference in the register, such as D-2026-004"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class MergeForm(forms.Form):
    """Which row stays, and which one leads to it."""

    kept = PersonField(label=gettext_lazy("Who stays"), help_text=HOW_TO_NAME)
    other = PersonField(label=gettext_lazy("The same person, entered twice"), help_text=HOW_TO_NAME)


@login_required
@require_safe
def staff(request: PersonRequest) -> HttpResponse:
    """Who holds which duty, today and before; the whole staff may read it."""
    access.desk(request.user, ANY_DUTY)
    roles = StaffRole.objects.select_related("person").order_by("-from_on", "-pk")
    page = {
        "roles": roles[:MOST_NAMES],
        "founders": Person.objects.filter(is_staff=True, is_active=True),
        "today": timezone.localdate(),
        "administers": access.at_desk(request.user, ADMINISTRATORS),
    }
    return render(request, "members/staff.html", page)


@login_required
@once
def give(request: PersonRequest) -> HttpResponse:
    """Give somebody a duty, by a decision."""
    access.desk(request.user, ADMINISTRATORS)
    form = quoted_by(request.user, GiveForm(request.POST or None))
    if carried_out(form, lambda: give_duty(actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Done, and noted in the journal."))
        return redirect("members:staff")
    return render(request, "members/staff_give.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@once
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a duty today, after asking once."""
    access.desk(request.user, ADMINISTRATORS)
    role = get_object_or_404(StaffRole.objects.select_related("person"), pk=pk, to_on=None)
    if request.method == "POST":
        end_duty(role, on=timezone.localdate(), actor=request.user)
        messages.success(request, _("Done, and noted in the journal."))
        return redirect("members:staff")
    return render(request, "members/staff_end.html", {"role": role})


@login_required
@once
def merge_people(request: PersonRequest) -> HttpResponse:
    """Make two rows one person: those who bear the same name are shown, the desk decides."""
    access.desk(request.user, ADMINISTRATORS)
    form = MergeForm(request.POST or None)
    if carried_out(
        form, lambda: merge(form.cleaned_data["kept"], form.cleaned_data["other"], actor=request.user)
    ):
        messages.success(request, _("They are one person now; it is noted in the journal."))
        return redirect("members:same")
    page = {"form": form, "namesakes": namesakes()}
    return render(request, "members/same.html", page, status=422 if form.errors else 200)


def namesakes() -> list[list[Person]]:
    """People who bear the same whole name, group by group, the first hundred names."""
    people = Person.objects.filter(merged_into=None).exclude(family_name="")
    named = people.annotate(given=Lower("given_name"), family=Lower("family_name"))
    twice = (
        named.values("given", "family")
        .annotate(rows=Count("pk"))
        .filter(rows__gt=1)
        .order_by("family", "given")
    )
    groups: dict[tuple[str, str], list[Person]] = {(n["given"], n["family"]): [] for n in twice[:MOST_NAMES]}
    families = {family for _given, family in groups}
    for person in named.filter(family__in=families).select_related("seat").order_by("pk"):
        groups.get((person.given, person.family), []).append(person)  # type: ignore[attr-defined]
    return list(groups.values())
