"""Files that people bring: what may come in, and where it is kept."""

import hashlib
import uuid
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import Refusal

LARGEST = 10 * 1024 * 1024
# What a file says it is must be what its first bytes are; text has no mark of its own.
ZIP = b"PK\x03\x04"
ALLOWED: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (ZIP,)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (ZIP,)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (ZIP,)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (ZIP,)),
    ".txt": ("text/plain", ()),
    ".csv": ("text/csv", ()),
    ".md": ("text/markdown", ()),
}


class FileRefused(Refusal):
    """A file that cannot be attached."""


def check(upload: UploadedFile, suffixes: tuple[str, ...] = tuple(ALLOWED)) -> str:
    """Return the media type of an acceptable file; raise FileRefused with what to do otherwise."""
    suffix = PurePosixPath(upload.name or "").suffix.lower()
    if suffix not in suffixes:
        raise FileRefused(
            _("“%(name)s” cannot be attached. Use one of: %(list)s.")
            % {"name": upload.name, "list": ", ".join(suffixes)}
        )
    if (upload.size or 0) > LARGEST:
        raise FileRefused(
            _("“%(name)s” weighs %(size)s; the most is 10 MB. Compress it, or link to it.")
            % {"name": upload.name, "size": filesizeformat(upload.size or 0)}
        )
    if not upload.size:
        raise FileRefused(_("“%(name)s” is empty. Choose another file.") % {"name": upload.name})
    media_type, marks = ALLOWED[suffix]
    first = upload.read(512)
    upload.seek(0)
    honest = first.startswith(marks) if marks else b"\0" not in first
    if not honest:
        raise FileRefused(
            _("“%(name)s” is not what its name says. Save it again as %(suffix)s and retry.")
            % {"name": upload.name, "suffix": suffix}
        )
    return media_type


def fingerprint(upload: UploadedFile) -> str:
    """The SHA-256 of a file, which is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def stored_path(_row: Any, _filename: str) -> str:
    """Store under a random name: what a person typed never becomes a path."""
    return f"attachments/{uuid.uuid4().hex}"
