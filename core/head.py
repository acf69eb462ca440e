"""Template tag for what every page says alike in its head."""

from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def alike(name: str) -> SafeString:
    """Include a template that depends on nothing, neither the reader nor their language: it is written once a process."""
    return render_to_string(name) if settings.DEBUG else _written(name)


@cache
def _written(name: str) -> SafeString:
    return render_to_string(name)
