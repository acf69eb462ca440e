"""Documents on paper: a template of ours and data make a PDF, tagged for readers and fit for archives.

What people typed is passed as data and never read as markup; the same data give the same bytes.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import typst
from django.conf import settings
from django.core.cache import cache as shared
from django.http import HttpResponse

# What papers are typeset with: the fonts that come with the program, and what archives and screen readers ask for.
TYPESET: dict[str, Any] = {"ignore_system_fonts": True, "pdf_standards": ["ua-1", "a-2a"]}
# Scripts of which these fonts have no sign at all: nobody needs to try.
NO_SIGNS = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ufaff\U00010000-\U0010ffff]")
# Latin, which they have.
SIGNS = re.compile("[\t\n -~\u00a0-\u024f\u2018-\u201d\u2026\u202f]")
# A sign with what is set on it, or joined to it, which a font may lack though it has each.
CLUSTER = re.compile(
    "(?s:.)[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]*"
)


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Typeset templates/pdf/<template>.typ with data made of JSON values."""
    try:
        return _typeset(template, written(data))
    except typst.TypstError:
        # Something beside something else that the fonts have each by itself: the paper comes out all the same.
        return _typeset(template, written(data, plain=True))


def _typeset(template: str, data: Any) -> bytes:
    root = settings.BASE_DIR / "templates/pdf"
    inputs = {"data": json.dumps(data, sort_keys=True)}
    compiled: bytes = typst.compile(
        str(root / f"{template}.typ"), root=str(root), sys_inputs=inputs, **TYPESET
    )
    return compiled


def written(data: Any, *, plain: bool = False) -> Any:
    """The same data in signs that a paper has: any other, of a name in Han or a bullet of a word processor, as its number
    in Unicode. A paper that cannot be made keeps everybody from reading it. `plain`: of Latin alone.
    """
    if isinstance(data, str):
        return "".join(_cluster(cluster, plain=plain) for cluster in CLUSTER.findall(data))
    if isinstance(data, Mapping):
        return {key: written(value, plain=plain) for key, value in data.items()}
    return [written(value, plain=plain) for value in data] if isinstance(data, list | tuple) else data


def _cluster(signs: str, *, plain: bool) -> str:
    if len(signs) > 1 and not plain and not NO_SIGNS.search(signs) and _tried(signs):
        return signs
    first, marks = signs[0], signs[1:]
    base = first if SIGNS.match(first) or (not plain and has(first)) else _number(first)
    return base + "".join(map(_number, marks))


def _number(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def has(sign: str) -> bool:
    """Whether the fonts of papers have a sign."""
    return bool(SIGNS.match(sign)) or (not NO_SIGNS.match(sign) and _tried(sign))


@lru_cache(maxsize=5000)
def _tried(signs: str) -> bool:
    try:
        typst.compile(b"#set document(title: [-])\n#sys.inputs.signs", sys_inputs={"signs": signs}, **TYPESET)
    except (typst.TypstError, UnicodeEncodeError):
        return False
    return True


def shared_pdf(template: str, data: dict[str, Any], place: AbstractContextManager[Any]) -> bytes:
    """A paper that anyone may read, typeset once an hour however many ask for it; `place` is held meanwhile."""
    content = json.dumps([template, data], sort_keys=True)
    key = f"paper-{hashlib.sha256(content.encode()).hexdigest()}"
    document: bytes | None = shared.get(key)
    if document is None:
        with place:
            document = pdf(template, data)
        shared.set(key, document, 3600)
    return document


def pdf_response(name: str, template: str, data: dict[str, Any]) -> HttpResponse:
    """Answer with a document to keep."""
    return paper_response(name, pdf(template, data))


def paper_response(name: str, paper: bytes) -> HttpResponse:
    """Answer with a document that is typeset already."""
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
