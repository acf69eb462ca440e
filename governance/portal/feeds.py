"""Feeds: public decisions for any reader program."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from core.prose.markdown import markdown
from governance.decisions.models import Decision
from governance.portal import queries
from members.people.models import Organisation


class Decisions(Feed):
    """The thirty newest public entries of the register."""

    feed_type = Atom1Feed
    link = "/open/"

    def title(self) -> str:
        return _("Decisions of %(house)s") % {"house": Organisation.objects.first() or "Assemblage"}

    def items(self) -> list[Decision]:
        return list(queries.decisions(queries.VISITOR, queries.Search())[:30])

    def item_title(self, item: Decision) -> str:
        return f"{item.reference} · {item.title} ({item.word})"

    def item_description(self, item: Decision) -> str:
        return str(markdown(item.text))

    def item_link(self, item: Decision) -> str:
        return f"/open/decisions/{item.year}/{item.rank}/"

    def item_pubdate(self, item: Decision) -> datetime:
        return item.decided_at
