"""Documents on paper: a template of ours and data make a PDF, tagged for readers and fit for archives.

What people typed is passed as data and never read as markup; the same data give the same bytes.
"""

import json
from typing import Any

import typst
from django.conf import settings
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


def pdf_response(name: str, template: str, data: dict[str, Any]) -> HttpResponse:
    """Answer with a document to keep."""
    response = HttpResponse(pdf(template, data), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
