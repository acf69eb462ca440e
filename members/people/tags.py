"""Template tags of people: where the mail is that somebody waits for, and where to come back to once a duty is proven."""

from typing import Any
from urllib.parse import quote

from django import template
from django.template.context import RequestContext

from core.legible import came_from
from members.people.mailing import awaited, was_on_its_way
from members.people.proving import page_that_waits

register = template.Library()


@register.inclusion_tag("account/_whereabouts.html", takes_context=True)
def awaited_mail(context: RequestContext) -> dict[str, Any]:
    """Say where the mail is that this session waits for, and keep saying it."""
    request = context["request"]
    return {"mail": awaited(request), "asked_again": was_on_its_way(request), "request": request}


@register.inclusion_tag("account/_way_on.html", takes_context=True)
def way_on(context: RequestContext) -> dict[str, Any]:
    """Lead whoever added a second factor on to the page that they came for, from each page about factors."""
    return {"page": quote(page_that_waits(context["request"]), safe="")}


@register.simple_tag(takes_context=True)
def page_to_come_back_to(context: RequestContext) -> str:
    """The address of a refused page, fit for a link; of the page that an act was sent from, for an act."""
    request = context["request"]
    if request.method in {"GET", "HEAD"}:
        return quote(request.get_full_path())
    return quote(came_from(request))
