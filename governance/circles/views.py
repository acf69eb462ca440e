from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.circles.models import Circle, Mandate, Membership, Role
from governance.circles.standing import standing_of
from members.people.access import PersonRequest
from members.people.models import on_day


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """All circles, nested, with who sits in them."""
    circles = list(_with_people().filter().select_related("parent"))
    page = {"circles": circles, "standing": standing_of(request.user)}
    return render(request, "circles/index.html", page)


@login_required
@require_safe
def detail(request: PersonRequest, slug: str) -> HttpResponse:
    """One circle: aim, domain, people, roles with their terms."""
    circle = get_object_or_404(_with_people(), slug=slug)
    page = {"circle": circle, "standing": standing_of(request.user), "today": timezone.localdate()}
    return render(request, "circles/detail.html", page)


def _with_people():  # type: ignore[no-untyped-def]
    today = timezone.localdate()
    return Circle.objects.prefetch_related(
        Prefetch(
            "memberships",
            to_attr="places",
            queryset=Membership.objects.filter(on_day(today))
            .select_related("person")
            .order_by("person__family_name"),
        ),
        Prefetch(
            "roles",
            to_attr="all_roles",
            queryset=Role.objects.prefetch_related(
                Prefetch(
                    "mandates",
                    to_attr="held",
                    queryset=Mandate.objects.filter(on_day(today)).select_related("person"),
                )
            ),
        ),
    )
