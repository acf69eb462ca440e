"""Acts on the files beside a proposal: attach, detach."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from core.files import FileRefused, check, fingerprint
from core.journal.actions import record
from governance.proposals.locking import lock_text
from governance.proposals.models import Attachment, Proposal
from members.people.models import Person

MOST = 10


@transaction.atomic
def attach(proposal: Proposal, upload: "UploadedFile[Any]", actor: Person) -> Attachment:
    """Keep a file beside a text that is not frozen, with its fingerprint. Raises FileRefused, or WrongMoment."""
    media_type = check(upload)
    proposal = lock_text(proposal)
    if proposal.attachments.count() >= MOST:
        raise FileRefused(_("Ten files are enough for one proposal. Remove one first."))
    attachment = Attachment.objects.create(
        proposal=proposal,
        file=upload,
        name=PurePosixPath(upload.name or "").name[:160],
        media_type=media_type,
        size=upload.size or 0,
        sha256=fingerprint(upload),
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
    """Remove a file from beside a text that is not frozen; the journal keeps its name and fingerprint. Raises WrongMoment."""
    lock_text(attachment.proposal)
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
