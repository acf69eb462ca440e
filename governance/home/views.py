from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.legible import page_of_ours
from core.limits import limited
from core.outbox import watch
from governance.circles.marks import mark
from governance.circles.standing import standing_of
from governance.home import journal as journals
from governance.home import mydata, queries
from governance.home.forms import ForgetForm, MeForm
from governance.meetings.access import leads
from governance.proxies.my_proxies import awaiting_answer
from members.people import household
from members.people.access import PersonRequest, at_desk
from members.people.access import desk as door
from members.people.actions.forgetting import forget
from members.people.forgetting import obstacles, stays
from members.people.household import same_household
from members.people.models import Duty, Member, Person
from members.people.naming import is_registered
from members.people.staff import ADMINISTRATORS, ANY_DUTY, COUNTERS, KEEPERS, READERS
from members.people.views import carried_out


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front door: home for those who signed in, the portal for everyone else."""
    return redirect("home:mine" if request.user.is_authenticated else "portal:decisions")


@login_required
@require_safe
def my_home(request: PersonRequest) -> HttpResponse:
    """What awaits my voice now, what moves, what was decided."""
    standing = standing_of(request.user)
    page = {
        **_turn(request),
        "moves": queries.moves(standing),
        "decisions": queries.latest_decisions(standing),
    }
    return render(request, "home/mine.html", page)


@login_required
@require_safe
def region(request: PersonRequest) -> HttpResponse:
    """The live region of home: it is personal, so the page fetches it when something changed."""
    return render(request, "home/_turn.html", _turn(request))


def _turn(request: PersonRequest) -> dict[str, object]:
    standing = standing_of(request.user)
    turns, next_to_close = queries.open_votes(standing)
    today = timezone.localdate()
    meeting = queries.next_meeting(standing)
    soon = None if meeting else next_to_close
    review = None if meeting or soon else queries.next_review(standing, today)
    page: dict[str, object] = {
        "turns": turns,
        "trusted": awaiting_answer(request.user) if standing.is_member else [],
        "meeting": meeting,
        "standing": standing,
        "soon": soon,
        "review": review,
        "today": today,
        "desk": queries.waiting_at_desk() if at_desk(request.user, KEEPERS) else {},
    }
    if meeting is not None:
        page["days_left"] = max(0, (timezone.localdate(meeting.meets_at) - today).days)
        if not page["days_left"]:
            # Its day has come: who prepares it has work to do.
            page["counts_in"] = at_desk(request.user, COUNTERS)
            page["opens"] = meeting.opened_at is None and leads(request.user, meeting)
    if soon is not None and soon.round is not None:
        page["days_left"] = max(0, (timezone.localdate(soon.round.closes_at) - today).days)
    if review is not None and review.review_on is not None:
        page["days_left"] = (review.review_on - today).days
    return page


@login_required
def me(request: PersonRequest) -> HttpResponse:
    """My space: my seats and circles, my language, how it looks, how I sign in."""
    name_is_kept = is_registered(request.user)
    form = MeForm(request.POST or None, instance=request.user, name_is_kept=name_is_kept)
    if carried_out(form, lambda: form.write(request)):
        language = form.cleaned_data["language"]
        request.session["language"] = language
        with translation.override(language):
            messages.success(request, _("Saved."))
        return redirect("home:me")
    standing = standing_of(request.user)
    page = {
        "form": form,
        "name_is_kept": name_is_kept,
        "standing": standing,
        "seats": Member.objects.filter(pk__in=standing.seats).select_related("college", "person"),
        "circles": queries.my_circles(standing),
        "groups": request.user.stakeholder_groups.all(),
        "household": queries.household(request.user),
    }
    return render(request, "home/me.html", page, status=422 if form.errors else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on; a person's choice is kept with the person."""
    code = request.POST.get("language")
    if code in dict(settings.LANGUAGES):
        request.session["language"] = code
        if request.user.is_authenticated:
            Person.objects.filter(pk=request.user.pk).update(language=code)
    return redirect(page_of_ours(request, request.POST.get("next"), "/"))


@login_required
@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """What whoever keeps the house may do, by duty, and what waits for them."""
    door(request.user, ANY_DUTY)
    page = {"waiting": queries.waiting_at_desk(), "troubles": watch.troubles(), **_duties(request.user)}
    return render(request, "home/desk.html", page)


def _duties(person: Person) -> dict[str, bool]:
    return {
        "keeper": at_desk(person, KEEPERS),
        "reader": at_desk(person, READERS),
        "administers": at_desk(person, ADMINISTRATORS),
        "audits": at_desk(person, ADMINISTRATORS | {Duty.AUDITOR}),
    }


@login_required
@require_safe
@limited("search", field="q")
def journal(request: PersonRequest) -> HttpResponse:
    """Every line of the journal, for administrators and auditors; ballots are not in it."""
    door(request.user, ADMINISTRATORS | {Duty.AUDITOR})
    search = journals.Search.read(request.GET)
    page = Paginator(journals.lines(search), 50).get_page(request.GET.get("page"))
    mark(entry.actor for entry in page)
    shown = {
        "page": page,
        "search": search,
        "kinds": journals.kinds(),
        "lines": [journals.in_words(entry) for entry in page],
    }
    return render(request, "home/journal.html", shown)


@login_required
@require_POST
def be(request: PersonRequest, pk: int) -> HttpResponse:
    """Go on as somebody of the same household: what signing in as them asks is asked first."""
    housemate = get_object_or_404(Person.objects.select_related("mail_through"), pk=pk, is_active=True)
    if not same_household(request.user, housemate):
        raise Http404
    if not housemate.has_usable_password():
        return household.go_on(request, housemate)
    # The button of one's space sends no password yet: the page asks for it.
    sent = request.POST if "password" in request.POST else None
    form = household.TheirPasswordForm(sent, request=request, housemate=housemate)
    if form.is_valid():
        return household.go_on(request, housemate)
    page = {"form": form, "other": housemate}
    return render(request, "home/be.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
def data(request: PersonRequest) -> HttpResponse:
    """All that is held on whoever asks: what, how much, why and how long."""
    return render(request, "home/data.html", {"held": mydata.held(request.user)})


@login_required
def be_forgotten(request: PersonRequest) -> HttpResponse:
    """Leave the house for good: read what goes and what stays, then tick."""
    form = ForgetForm(request.POST or None)
    if carried_out(form, lambda: forget(request.user)):
        logout(request)
        return render(request, "home/forgotten.html")
    page = {"form": form, "obstacles": obstacles(request.user), "stays": stays(request.user)}
    return render(request, "home/forget.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
@limited("archive", dear=True)
def data_archive(request: PersonRequest) -> HttpResponse:
    """The same, to take away."""
    response = HttpResponse(mydata.archive(request.user), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response
