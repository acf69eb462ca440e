"""What is told of discussions: that a message names somebody, or answers theirs."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from core.journal.models import Entry
from core.journal.notices import Audience, LineReaders, NoticeContent, NoticeKind, Wording, fact
from governance.circles.marks import mark
from governance.circles.standing import standing_of, standings_of
from governance.proposals.models import Comment, Proposal, may_read_whole
from members.people.models import Person

LONGEST = 300  # characters


def comments(reader: Person, keys: Collection[int]) -> Mapping[int, Comment]:
    """Messages of discussions that the reader may read."""
    rows = Comment.objects.visible_to(standing_of(reader)).select_related("proposal", "author")
    readable = rows.in_bulk(keys)
    mark(comment.author for comment in readable.values())
    return readable


def _named(entry: Entry) -> Audience:
    """The people a message names, and the one it answers; never its own author."""
    comment = Comment.objects.select_related("parent__author").get(pk=entry.facts["comment"])
    people = {person.pk: person for person in comment.mentions.filter(is_active=True)}
    if comment.parent is not None and comment.parent.author.is_active:
        people[comment.parent.author_id] = comment.parent.author
    people.pop(comment.author_id, None)
    return Audience((), people.values())


def _mentioned(content: NoticeContent) -> Wording:
    comment = content.comment
    values = {"by": comment.author.named, "title": comment.proposal.title, "words": comment.body[:LONGEST]}
    lead = _("Its author took this message back.") if comment.removed_at else _("“%(words)s”") % values
    return Wording(
        _("%(by)s speaks to you: %(title)s") % values,
        lead,
        _("Answer"),
        _("You are told because a message names you or answers yours."),
        "at-sign",
        comment.get_absolute_url(),
    )


def _stands(pairs: LineReaders) -> list[bool]:
    """Whether nobody took the message back meanwhile."""
    keys = {entry.facts["comment"] for entry, _person in pairs}
    standing = set(Comment.objects.filter(pk__in=keys, removed_at=None).values_list("pk", flat=True))
    return [entry.facts["comment"] in standing for entry, _person in pairs]


def _may_read(pairs: LineReaders) -> list[bool]:
    """Whether somebody may read the discussion in which a message stands."""
    proposals = Proposal.objects.in_bulk({entry.facts["proposal"] for entry, _person in pairs})
    standings = standings_of([person for _entry, person in pairs])
    about = [proposals[entry.facts["proposal"]] for entry, _person in pairs]
    return [may_read_whole(standing, proposal) for standing, proposal in zip(standings, about, strict=True)]


MENTIONED = NoticeKind(
    "mentioned",
    _named,
    _mentioned,
    {"comment": fact(comments, "comment")},
    still_true=_stands,
    still_theirs=_may_read,
)
