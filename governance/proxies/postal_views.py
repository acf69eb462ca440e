"""Pages of the postal forms of a meeting: which wait for a second reading, and the reading of one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.replays.once import once
from governance.meetings import access
from governance.proxies.actions import postal_forms
from governance.proxies.forms import ReadingForm
from governance.proxies.postal_page import postal_page
from members.people.access import PersonRequest
from members.people.views import carried_out


@login_required
@require_safe
def forms_read(request: PersonRequest, pk: int) -> HttpResponse:
    """The postal forms of a meeting: those that wait for a second reading, that differ, that agree."""
    meeting = access.counted(request.user, pk)
    return render(request, "proxies/forms.html", postal_page(meeting, request.user, request.GET))


@login_required
@never_cache
@once
def read_form(request: PersonRequest, pk: int, form: int) -> HttpResponse:
    """Read a form a second time, not seeing the first reading; or correct one's own where they differ."""
    meeting = access.counted(request.user, pk)
    noted = get_object_or_404(meeting.postal_forms.select_related("member__person", "meeting"), pk=form)
    first = noted.entered_by_id == request.user.pk
    act = postal_forms.correct_form if first else postal_forms.read_again
    reading = ReadingForm(request.POST if request.method == "POST" else None, items=list(meeting.items.all()))
    if carried_out(reading, lambda: act(noted, reading.choices(), actor=request.user)):
        return redirect("proxies:forms", pk)
    page = {"meeting": meeting, "postal": noted, "form": reading, "first": first}
    return render(request, "proxies/read_form.html", page, status=422 if reading.errors else 200)
