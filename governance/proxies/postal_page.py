"""What the page of postal forms shows: those on which something is left to do first, and where two readings differ."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator

from governance.meetings.models import AgendaItem, Meeting
from governance.proxies.forms import MARKS
from governance.proxies.models import PostalForm
from members.people.models import Person

Page = dict[str, Any]
PER_PAGE = 60
READINGS = ("differ", "waiting", "agree")


def postal_page(meeting: Meeting, user: Person, query: Mapping[str, str]) -> Page:
    """The forms of a meeting, those on which something is left to do first; late ones are not read twice.

    Two readings are shown once both are in, and only where they differ.
    """
    forms = list(meeting.postal_forms.counted().select_related("member__person", "entered_by", "again_by"))
    forms.sort(key=lambda form: (READINGS.index(form.reading), form.member.number))
    items = list(meeting.items.all())
    page: Any = Paginator(forms, PER_PAGE).get_page(query.get("page"))
    for form in page:
        form.differences = _differences(form, items) if form.reading == "differ" else []
        form.may_read = _may_read(form, user)
    return {
        "meeting": meeting,
        "page": page,
        "counts": Counter(form.reading for form in forms),
        "late": meeting.postal_forms.standing().filter(on_time=False).count(),
    }


def _may_read(form: PostalForm, user: Person) -> bool:
    """Whether there is something for this person to read: a second time, or their own again."""
    if form.reading == "waiting":
        return form.entered_by_id != user.pk
    return form.reading == "differ" and user.pk in (form.entered_by_id, form.again_by_id)


def _differences(form: PostalForm, items: list[AgendaItem]) -> list[tuple[AgendaItem, str, str]]:
    """Question by question, what the first and the second read where they differ."""
    words, second = dict(MARKS), form.again or {}
    read = (
        (item, form.choices.get(str(item.number), ""), second.get(str(item.number), "")) for item in items
    )
    return [
        (item, str(words[first_mark]), str(words[second_mark]))
        for item, first_mark, second_mark in read
        if first_mark != second_mark
    ]
