"""The door of the demo: closed unless this house is a demo, whatever the address map says."""

from django.conf import settings
from django.http import Http404


def demo() -> None:
    """Let in only where DEMO=1."""
    if not settings.DEMO:
        raise Http404
