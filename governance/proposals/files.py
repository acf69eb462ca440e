"""Files beside a proposal: what may come in, and how it is kept."""

import hashlib
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from governance.proposals.models import Attachment, Proposal
from members.people.models import Person

LARGEST = 10 * 1024 * 1024
MOST = 10
# What a file says it is must be what its first bytes are; text has no mark of its own.
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
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


def check(upload: UploadedFile) -> str:
    """Return the media type of an acceptable file; raise FileRefused with what to do otherwise."""
    suffix = PurePosixPath(upload.name or "").suffix.lower()
    if suffix not in ALLOWED:
        raise FileRefused(
            _("“%(name)s” cannot be attached. Use one of: %(list)s.")
            % {"name": upload.name, "list": ", ".join(ALLOWED)}
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


@transaction.atomic
def attach(proposal: Proposal, upload: UploadedFile, actor: Person) -> Attachment:
    """Keep a file beside a proposal, with its fingerprint. Raises FileRefused."""
    media_type = check(upload)
    if proposal.attachments.count() >= MOST:
        raise FileRefused(_("Ten files are enough for one proposal. Remove one first."))
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    attachment = Attachment.objects.create(
        proposal=proposal,
        file=upload,
        name=PurePosixPath(upload.name or "").name[:160],
        media_type=media_type,
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        added_by=actor,
        added_at=database_now(),
    )
    record(
        "proposal.attached",
        actor=actor,
        topics=[proposal.topic],
        proposal=proposal.pk,
        name=attachment.name,
        sha256=attachment.sha256,
    )
    return attachment


@transaction.atomic
def detach(attachment: Attachment, actor: Person) -> None:
    """Remove a file; the journal keeps its name and fingerprint."""
    record(
        "proposal.detached",
        actor=actor,
        topics=[attachment.proposal.topic],
        proposal=attachment.proposal_id,
        name=attachment.name,
        sha256=attachment.sha256,
    )
    stored = attachment.file
    attachment.delete()
    transaction.on_commit(lambda: stored.delete(save=False), robust=True)
