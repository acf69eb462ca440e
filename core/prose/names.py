"""One key for a name: what makes two spellings the same name, wherever names are compared, found or sorted.

And one look: what makes a reader take one name for another.
"""

import re
import unicodedata
from typing import Any

from django.db import models

# Letters that no decomposition takes apart.
_APART = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# Typed for an apostrophe, though Unicode counts them among the symbols and letters.
_APOSTROPHES = dict.fromkeys(map(ord, "`´ʼʹˈ′"), " ")


def key(text: str) -> str:
    """Fold a name: accents, case, ligatures, apostrophes, hyphens, spaces and invisible characters do not matter.

    Words are separated by one space. What is neither letter, digit nor symbol only separates, so a name made of
    nothing else has an empty key. The same key on every database, because it is made here.

    >>> key("D’ORNANO") == key("d'Ornano") == key("d\\u200b'Ornano ")
    True
    >>> key("Élodie  Cœur-Vaillant")
    'elodie coeur vaillant'
    """
    spaced = text.translate(_APOSTROPHES)
    folded = unicodedata.normalize("NFKD", spaced.casefold()).casefold().translate(_APART)
    return " ".join("".join(_as_key(letter) for letter in folded).split())


# Drawn like Latin letters: Cyrillic, Greek, Armenian, and small capitals. Before capitals are folded, because they differ.
_DRAWN_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԌԚԜҺЅѴаеорсухіјѕԁһӏԛԝѵкмтнвєг" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγεηικνορτυχωϲϳβ" "ՕՍԼօսոհգցյ" "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩ",
    "ABEKMHOPCTYXIJSGQWHSVaeopcyxijsdhlqwvkmthber" "ABEZHIKMNOPTYXayenikvoptuxwcjb" "OULounhgqj" "ABCDEGHIJKLMNOPRSTUVWYZagi",
)  # fmt: skip
# One letter in whatever shape: "LATIN SMALL LETTER T WITH STROKE", "LATIN LETTER SMALL CAPITAL E", "… BLACKLETTER E".
_SHAPED = re.compile(r"LATIN (?:.* )?([A-Z])(?: WITH .*)?")
# Two letters in one, or letters of languages that others write beside a to z; each is folded, or is like no other.
_OF_THEIR_OWN = {**dict.fromkeys("œæþðßŋ"), "ə": "e"}
# None of their letters, nor a word of them, passes for Latin ones.
_UNLIKE_LATIN = {
    "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "ARABIC", "HEBREW", "SYRIAC", "THAANA",
    "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "THAI",
    "LAO", "TIBETAN", "MYANMAR", "KHMER", "GEORGIAN", "ETHIOPIC", "MONGOLIAN",
}  # fmt: skip
_ONE_STROKE = str.maketrans("l1|!0", "iiiio")


def look(text: str) -> str:
    """What a name looks like at a glance: its key without spaces, letters that are drawn alike made one.

    >>> look("Solène Wattel") == look("SОLENE  WATTЕL") == look("So1ène Watte|")  # Cyrillic; a digit and a bar
    True
    >>> look("Solène Watŧel") == look("Solène Wattꬲl") == look("Solene Wattel")
    True
    """
    plain = "".join(_shaped(letter) or letter for letter in unicodedata.normalize("NFKD", text))
    drawn = plain.translate(_DRAWN_ALIKE).translate(_ONE_STROKE)
    shape = key(drawn).translate(_ONE_STROKE).replace(" ", "")
    return shape.replace("rn", "m").replace("vv", "w")


def looks_within(text: str, most: int = 8) -> set[str]:
    """What a name looks like, whole, turned round, or a part of it that another is written around."""
    words = text.split()[:most]
    turned = [words[k:] + words[:k] for k in range(len(words))]
    parts = [words[a:b] for a in range(len(words)) for b in range(a + 1, len(words) + 1)]
    return {look(" ".join(some)) for some in [*turned, *parts]} - {""}


def _shaped(letter: str) -> str | None:
    """The letter from a to z that a Latin one is, whatever hangs on it; None where it is not one of these."""
    small = letter.casefold()
    if letter.isascii() or small in _OF_THEIR_OWN or small == "ss":
        return _OF_THEIR_OWN.get(small)
    match = _SHAPED.fullmatch(unicodedata.name(letter, ""))
    return match[1].lower() if match else None


def is_plain(text: str) -> bool:
    """Whether nobody can take the letters of a name for others: Latin ones that are read as a to z, or a script unlike Latin.

    Symbols, and digits of other scripts, may be drawn like a letter as well.

    >>> is_plain("Zoë Łukasz-D’Œuvre"), is_plain("王伟"), is_plain("ꓢꓳꓡꓰꓠꓰ"), is_plain("Watte∣")
    (True, True, False, False)
    """
    return all(map(_is_plain, unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))))


def _is_plain(letter: str) -> bool:
    kind = unicodedata.category(letter)
    if letter.isascii() or kind[0] in "MZPC":
        return True
    alphabet = unicodedata.name(letter, "?").split(" ")[0]
    latin = _shaped(letter) is not None or letter.casefold() in {*_OF_THEIR_OWN, "ss"}
    return kind[0] == "L" and (latin or alphabet in _UNLIKE_LATIN)


def alphabets(text: str) -> set[str]:
    """The alphabets of the letters of a name, such as "LATIN"; a name is written in one."""
    return {unicodedata.name(letter, "?").split(" ")[0] for letter in unicodedata.normalize("NFKC", text) if letter.isalpha()}  # fmt: skip


def _as_key(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in {"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"}:
        # Line breaks and tabs separate words; other controls, accents and zero-width characters are nothing.
        return " " if letter in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85" else ""
    return " " if kind[0] in "ZP" else letter


class NameKey(models.CharField):  # type: ignore[type-arg]
    """The key of a name, stored beside the fields it is made of, so that a database can find and sort by it."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        fixed: dict[str, Any] = {"max_length": 250, "editable": False, "default": "", "db_index": True}
        super().__init__(*args, **{**fixed, **kwargs})

    @staticmethod
    def stored(text: str) -> str:
        """What is stored for a name."""
        return key(text)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Make the key again whenever the row is written."""
        value = self.stored(" ".join(getattr(model_instance, name) for name in self.of))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


class NameLook(NameKey):
    """What a name looks like, stored so that somebody who imitates it is found."""

    @staticmethod
    def stored(text: str) -> str:
        """What is stored for a name."""
        return look(text)
