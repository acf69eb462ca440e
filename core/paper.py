"""Documents on paper: a template of ours and data make a PDF, tagged for readers and fit for archives.

What people typed is passed as data and never read as markup; the same data give the same bytes.
"""

import hashlib
import json
from contextlib import AbstractContextManager
from typing import Any

import typst
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Typeset templates/pdf/<template>.typ with data made of JSON values."""
    root = settings.BASE_DIR / "templates/pdf"
    compiled: bytes = typst.compile(
        str(root / f"{template}.typ"),
        root=str(root),
        sys_inputs={"data": json.dumps(data, sort_keys=True)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
    )
    return compiled


def shared_pdf(template: str, data: dict[str, Any], place: AbstractContextManager[Any]) -> bytes:
    """A paper that anyone may read, typeset once an hour however many ask for it; `place` is held meanwhile."""
    said = json.dumps([template, data], sort_keys=True)
    key = f"paper-{hashlib.sha256(said.encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        with place:
            kept = pdf(template, data)
        cache.set(key, kept, 3600)
    return kept


def pdf_response(name: str, template: str, data: dict[str, Any]) -> HttpResponse:
    """Answer with a document to keep."""
    return paper_response(name, pdf(template, data))


def paper_response(name: str, paper: bytes) -> HttpResponse:
    """Answer with a document that is typeset already."""
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
