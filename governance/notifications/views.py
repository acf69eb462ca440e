from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models.functions import Now
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from governance.notifications.actions import tell_by_hand
from governance.notifications.errands import still_true
from governance.notifications.models import Notice
from governance.notifications.wording import wording
from members.people.access import PersonRequest, at_desk, desk
from members.people.staff import KEEPERS, READERS


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """What this person was told, newest first."""
    notices = Paginator(request.user.notices.all(), 30).get_page(request.GET.get("page"))
    rows = [(notice, wording(notice.kind, notice.facts)) for notice in notices]
    return render(request, "notifications/index.html", {"page": notices, "rows": rows})


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
    waiting = Notice.objects.letters().select_related("person__seat")
    page = Paginator(waiting, 30).get_page(request.GET.get("page"))
    rows = [(notice, wording(notice.kind, notice.facts), still_true(notice)) for notice in page]
    shown = {"page": page, "rows": rows, "keeper": at_desk(request.user, KEEPERS)}
    return render(request, "notifications/letters.html", shown)


@login_required
@require_POST
def told(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Note that somebody was told."""
    desk(request.user)
    tell_by_hand(get_object_or_404(Notice.objects.letters(), pk=notice_id), actor=request.user)
    return redirect("notifications:letters")


@login_required
@require_POST
def read(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Mark one as read, and go where it leads."""
    notice = get_object_or_404(Notice, pk=notice_id, person=request.user)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=Now())
    return redirect(notice.facts["path"])


@login_required
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Mark everything as read."""
    request.user.notices.filter(read_at=None).update(read_at=Now())
    return redirect("notifications:index")
