"""@mentions: names written in a comment become people who are told."""

import re
import unicodedata

from governance.proposals.models import Proposal
from members.people.models import Person

_MENTION = re.compile(r"@([^\W\d_][\w’'-]*(?:[ \u00a0][^\W\d_][\w’'-]*)?)")


def mentioned(body: str, proposal: Proposal) -> list[Person]:
    """Return the active people that a text names as @Given or @Given Family.

    Accents and capitals do not matter. A name that several people share names nobody: a mention
    must never reach somebody by chance.
    """
    asked = [_fold(words) for words in _MENTION.findall(body)]
    if not asked:
        return []
    by_name: dict[str, list[Person]] = {}
    for person in Person.objects.filter(is_active=True).exclude(given_name=""):
        for name in {_fold(person.get_full_name()), _fold(person.given_name)}:
            by_name.setdefault(name, []).append(person)
    found: dict[int, Person] = {}
    for words in asked:
        people = by_name.get(words) or by_name.get(words.split(" ")[0], [])
        if len(people) == 1:
            found[people[0].pk] = people[0]
    return list(found.values())


def _fold(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.replace("\u00a0", " "))
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold()
