from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.circles.models import Circle, Mandate, Membership, Role
from governance.circles.standing import Standing, standing_of
from members.people.access import PersonRequest
from members.people.models import on_day


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """All circles, nested, with who sits in them for those who are inside."""
    standing = standing_of(request.user)
    circles = list(_circles(standing).select_related("parent"))
    page = {"circles": circles, "standing": standing}
    return render(request, "circles/index.html", page)


@login_required
@require_safe
def detail(request: PersonRequest, slug: str) -> HttpResponse:
    """One circle: aim, domain, roles with their terms; people, for those who are inside."""
    standing = standing_of(request.user)
    circle = get_object_or_404(_circles(standing), slug=slug)
    page = {"circle": circle, "standing": standing, "today": timezone.localdate()}
    return render(request, "circles/detail.html", page)


def _circles(standing: Standing) -> Any:
    """The circles; who sits in them, and who holds which role, is not even looked up for others."""
    return _with_people() if standing.is_inside else Circle.objects.prefetch_related("roles")


def _with_people() -> Any:
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
