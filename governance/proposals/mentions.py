"""@mentions: names written in a message become people who are told, if they may read it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.prose.markdown import spoken
from core.prose.names import key
from governance.circles.standing import Standing, standing_of
from governance.proposals.models import Proposal, may_read_whole
from members.people.models import Person

# At the beginning of a word: neither the address of a mailbox, nor a part of a link.
_MENTION = re.compile(r"(?<![\w.@/:+%#=&?-])@([^\W\d_][\w’'.‐‑-]*(?:[ \u00a0][^\W_][\w’'.‐‑-]*){0,5})")
_POSSESSIVE = re.compile(r"[’']s$", re.IGNORECASE)
MOST = 20  # names that one message may call
NAMESAKES = 50  # people that one given name may stand for before it stands for nobody


@dataclass
class Mentions:
    """Whom a text names: those who are told, those who may not read it, and the names that are nobody's or several people's."""

    heard: list[Person] = field(default_factory=list)
    unseen: list[Person] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def add(self, name: str, people: Sequence[Person], proposal: Proposal) -> None:
        """Note what a name gave: one reader, nobody who may read, or no way to tell who is meant."""
        readers = [person for person in people if may_read_whole(standing_of(person), proposal)]
        if len(readers) == 1:
            _once(self.heard, readers[0])
        elif len(people) == 1:
            _once(self.unseen, people[0])
        elif name not in self.unclear:
            self.unclear.append(name)


def _once(people: list[Person], person: Person) -> None:
    if person not in people:
        people.append(person)


def mentioned(body: str, proposal: Proposal) -> Mentions:
    """Find whom a message names as @Given or @Given Family, of as many words as the name has.

    Accents, capitals, hyphens and apostrophes do not matter. A name that several people bear names the one of
    them who may read the proposal, or else nobody: a mention never reaches somebody by chance. An address, code and the
    text of a link name nobody.
    """
    called = _called(body)
    mentions = Mentions()
    phrases = [*called, *map(_owner, called)]
    whole = _bearing_whole({name for words in phrases for name in _beginnings(words)})
    for words in called:
        name, people = _meant(words, whole)
        if not people and (owner := _owner(words)):
            name, people = _meant(owner, whole)
        mentions.add(name, people, proposal)
    return mentions


def _called(body: str) -> list[list[str]]:
    """The words behind each @, as they stand."""
    composed = unicodedata.normalize("NFC", body)
    names = (_bare(name) for text in spoken(composed) for name in _MENTION.findall(text))
    return [name.replace("\u00a0", " ").split(" ") for name in dict.fromkeys(names)][:MOST]


def _bare(name: str) -> str:
    """A name without the full stop of its sentence."""
    return name.rstrip(".-‐‑’'")


def _owner(words: Sequence[str]) -> list[str]:
    """The name of whom something is said to be: "Tom’s idea" is Tom's; empty where nothing is anybody's."""
    for k, word in enumerate(words):
        if (bare := _POSSESSIVE.sub("", _bare(word))) != _bare(word):
            return [*words[:k], bare]
    return []


def _beginnings(words: Sequence[str]) -> list[str]:
    """What the first words may say, the longest first: the name ends somewhere before the sentence does."""
    return [key(_bare(" ".join(words[:length]))) for length in range(len(words), 0, -1)]


def _bearing_whole(names: set[str]) -> dict[str, list[Person]]:
    """Who bears these whole names; in one question, whoever else lives here."""
    bearers: dict[str, list[Person]] = {}
    for person in _callable().filter(name_key__in=names - {""}) if names else ():
        bearers.setdefault(person.name_key, []).append(person)
    return bearers


def _callable() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True, merged_into=None).order_by("pk")


def _meant(words: Sequence[str], whole: dict[str, list[Person]]) -> tuple[str, list[Person]]:
    """The name that some words begin with, and who bears it: a whole name, or a given one that stands alone."""
    for length, name in zip(range(len(words), 0, -1), _beginnings(words), strict=True):
        if people := whole.get(name):
            return " ".join(words[:length]), people
    # A word with a capital behind a given name is a family name: of somebody else than whoever bears the first.
    length = next((k for k in range(1, len(words)) if not words[k][0].isupper()), len(words))
    name = " ".join(words[:length])
    return name, _bearing_given(key(_bare(name)))


def _bearing_given(name: str) -> list[Person]:
    """Who has this given name; nobody where so many do that it says nothing."""
    people = list(_callable().filter(name_key__startswith=f"{name} ")[: NAMESAKES + 1]) if name else []
    bearing = [person for person in people if key(person.given_name) == name]
    return bearing if len(people) <= NAMESAKES else []


def unheard(named: Mentions, writer: Standing) -> list[str]:
    """Tell the writer which of the people they named will not see the message, and why.

    Somebody who is not inside learns no more than that: neither who has an account here, nor who sits where.
    """
    if not writer.is_insider:
        silent = [*map(str, named.unseen), *named.unclear]
        return [_listed(_("Nobody is told under these names: %(names)s."), silent)] if silent else []
    sentences = []
    if named.unseen:
        unseen = _("They may not read this proposal, so they are not told: %(names)s.")
        sentences.append(_listed(unseen, list(map(str, named.unseen))))
    if named.unclear:
        unclear = _(
            "No one person is meant by these names, so nobody is told: %(names)s. Write the whole name."
        )
        sentences.append(_listed(unclear, named.unclear))
    return sentences


def _listed(sentence: str, names: Sequence[str]) -> str:
    return sentence % {"names": ", ".join(names)}
