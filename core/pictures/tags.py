"""Template tags over the pictures; each is one line, the drawing is in its own module."""

from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.pictures import beads as bead_pictures
from core.pictures import countdown as countdown_picture
from core.pictures import paper, seats
from core.pictures import seal as seal_picture

register = template.Library()
register.simple_tag(bead_pictures.beads, name="beads")
register.simple_tag(bead_pictures.meter, name="meter")
register.simple_tag(countdown_picture.countdown, name="countdown")
register.simple_tag(seal_picture.seal, name="seal")
register.simple_tag(paper.paper_people, name="paper_people")
register.simple_tag(paper.logo, name="logo")
register.simple_tag(seats.table_disc, name="table_disc")


@register.simple_tag
@lru_cache(512)  # a page draws dozens of the same few
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of the sprite; the word beside it says what it means."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        css,
        static("img/sprite.svg"),
        name,
    )


@register.simple_tag
def avatar(person: Any, state: str = "idle", css: str = "") -> SafeString:
    """Draw a person, or a name, as a seat with initials; the name stands beside it in words."""
    letters = person if isinstance(person, str) else person.initials
    return seats.avatar(letters, state=state, css=css)
