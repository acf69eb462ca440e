"""Every key that the software reads in the code social, once: its kind, its bounds, its words, its silence."""

from django.utils.translation import gettext_lazy as _

from governance.code.vocabulary.shapes import Term
from governance.code.vocabulary.terms import capital, circles, meetings, proofs, votes
from governance.code.vocabulary.terms.votes import DECISION_TYPES, KINDS_OF_VOTE, OF_MEMBERS

__all__ = ["DECISION_TYPES", "OF_MEMBERS", "SECTIONS", "TERMS", "Term", "name_of", "word_of"]

TERMS: dict[str, Term] = {
    term.key: term
    for term in (
        *capital.TERMS,
        *votes.KINDS,
        *votes.COLLEGES,
        *votes.COUNTING,
        *meetings.NOTICE,
        *meetings.PRESENCE,
        *meetings.PROXIES,
        *meetings.POSTAL,
        *meetings.INTERESTED,
        *circles.TERMS,
        *proofs.TERMS,
    )
}

# In the order in which one chooses a key.
SECTIONS = {
    "joining": _("Joining and leaving"),
    "capital": _("Shares and capital"),
    **KINDS_OF_VOTE,
    "colleges": _("Colleges"),
    "counting": _("Secrecy, ties, amendments"),
    "notice": _("Calling a meeting"),
    "presence": _("Who counts for the quorum"),
    "proxies": _("Proxies"),
    "postal": _("Votes by post"),
    "interested": _("Interested members"),
    "consent": _("Circles and consent"),
    "proofs": _("Proofs"),
}


def name_of(key: str) -> str:
    """Say what a key is about; the key itself where nothing reads it."""
    return str(TERMS[key].name) if key in TERMS else key


def word_of(key: str, word: str) -> str:
    """Say what a word of a choice means; the word itself where it is none of them."""
    return str(TERMS[key].words.get(word, word)) if key in TERMS else word
