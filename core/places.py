"""Pages of rooms above, asked for by what they are for: settings say which address each is (`PLACES`).

A page of a room below leads there without knowing whose it is.
"""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def place(name: str, *of: Any) -> str:
    """The address of a place, of these things where it is about some. Raises KeyError where settings name none so."""
    return reverse(settings.PLACES[name], args=of)
