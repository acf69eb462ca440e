from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.replays.once import once
from governance.notifications.actions import tell_by_hand
from governance.notifications.letters import to_write
from governance.notifications.models import Notice
from governance.notifications.places import address
from governance.notifications.reading import worded
from members.people.access import PersonRequest, at_desk, desk
from members.people.models import Person
from members.people.staff import KEEPERS, READERS


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What this person was told, newest first."""
    notices = Paginator(_notices_of(request.user), 30).get_page(request.GET.get("page"))
    rows = worded(list(notices), request.user)
    return render(request, "notifications/index.html", {"page": notices, "rows": rows})


def _notices_of(person: Person) -> QuerySet[Notice]:
    return person.notices.select_related("entry__actor")


@login_required
@require_safe
def bell(request: PersonRequest) -> HttpResponse:
    """The bell, with how many notices are unread."""
    return render(request, "components/_bell.html")


@login_required
@require_safe
def letters(request: PersonRequest) -> HttpResponse:
    """What people without an address are to be told, by letter or in person; those who keep the register see to it."""
    desk(request.user, READERS)
    waiting = Notice.objects.letters().select_related("person__seat", "entry__actor")
    page = Paginator(waiting, 30).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": to_write(list(page), request.user),
        "keeper": at_desk(request.user, KEEPERS),
    }
    return render(request, "notifications/letters.html", shown)


@login_required
@require_POST
@once
def note_told(request: PersonRequest, person_id: int, entry_id: int) -> HttpResponse:
    """Note that somebody was told."""
    desk(request.user)
    letter = get_object_or_404(Notice.objects.letters(), person=person_id, entry=entry_id)
    tell_by_hand(letter, actor=request.user)
    return redirect("notifications:letters")


@login_required
@require_POST
def read(request: PersonRequest, entry_id: int) -> HttpResponse:
    """Mark one as read, and go where it leads."""
    notice = get_object_or_404(_notices_of(request.user), entry=entry_id)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=Now())
    [(_notice, words)] = worded([notice], request.user)
    return redirect(address(words))


@login_required
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Mark everything as read."""
    request.user.notices.filter(read_at=None).update(read_at=Now())
    return redirect("notifications:index")
