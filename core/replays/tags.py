from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.replays.actions import new_code
from core.replays.once import FIELD

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """The code of a form, for a page that is posted to @once: each form of each page has its own."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_code())
