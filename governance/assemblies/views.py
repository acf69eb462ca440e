"""Pages of a meeting that is held."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.replays.once import once
from governance.assemblies.actions import call_again
from governance.proxies import access
from governance.proxies.forms import AgainForm
from governance.proxies.models import Sitting
from members.people.access import PersonRequest
from members.people.views import carried_out


@login_required
@once
def again(request: PersonRequest, pk: int) -> HttpResponse:
    """Call the same meeting a second time, with the proposals that it could not decide."""
    found = access.led(request.user, pk)
    form, made = AgainForm(request.POST or None), list[Sitting]()
    act = lambda: made.append(call_again(found, actor=request.user, **form.cleaned_data))  # noqa: E731
    if carried_out(form, act):
        messages.success(request, _("Called again, with what was left to decide."))
        return redirect("proxies:sitting", made[0].pk)
    page = {"form": form, "title": _("Call again"), "back": reverse("proxies:sitting", args=[pk])}
    return render(request, "proxies/form.html", page, status=422 if form.errors else 200)
