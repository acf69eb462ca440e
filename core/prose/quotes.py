"""Titles in a sentence, in the quotation marks of the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def quoted(titles: Iterable[object]) -> str:
    """Titles one after the other, each in quotation marks."""
    return ", ".join(_("“%(title)s”") % {"title": title} for title in titles)
