"""What the check of a register says, in French and in English; the program that carries it knows no catalogue."""

from __future__ import annotations

READING = {
    "not_utf8": {
        "fr": "la ligne {line} n’est pas du texte en UTF-8.",
        "en": "line {line} is not text in UTF-8.",
    },
    "not_json": {"fr": "la ligne {line} n’est pas du JSON.", "en": "line {line} is not JSON."},
    "duplicate_key": {
        "fr": "la ligne {line} donne deux fois le même champ : on y lirait deux choses différentes.",
        "en": "line {line} gives the same field twice: two things could be read there.",
    },
    "not_whole": {
        "fr": "la ligne {line} contient un nombre qui n’est pas entier.",
        "en": "line {line} holds a number that is not whole.",
    },
    "long_number": {
        "fr": "la ligne {line} contient un nombre démesuré.",
        "en": "line {line} holds a number beyond measure.",
    },
    "too_deep": {
        "fr": "la ligne {line} emboîte trop de niveaux.",
        "en": "line {line} nests too many levels.",
    },
    "surrogate": {
        "fr": "la ligne {line} contient un caractère qui n’existe pas.",
        "en": "line {line} holds a character that does not exist.",
    },
    "not_canonical": {
        "fr": "la ligne {line} n’est pas écrite comme le format le prescrit (ordre, espaces ou caractères).",
        "en": "line {line} is not written as the format prescribes (order, spaces or characters).",
    },
    "too_long": {"fr": "la ligne {line} est démesurée.", "en": "line {line} is beyond measure."},
    "cut_line": {
        "fr": "la dernière ligne est incomplète : le fichier a été coupé.",
        "en": "the last line is not complete: the file was cut.",
    },
}

SHAPES = {
    "public": {
        "fr": "{entry} : dit deux choses différentes de qui peut la lire.",
        "en": "{entry}: it says two different things of who may read it.",
    },
    "fields": {
        "fr": "{entry} : il manque un champ, ou il y en a un de trop.",
        "en": "{entry}: a field is missing, or there is one too many.",
    },
    "types": {
        "fr": "{entry} : un champ n’a pas le bon type.",
        "en": "{entry}: a field is of the wrong type.",
    },
    "line_format": {
        "fr": "{entry} : son format n’est pas connu de ce programme.",
        "en": "{entry}: its format is not known to this program.",
    },
}

CHAIN = {
    "number": {
        "fr": "{entry} : son numéro ne suit pas celui d’avant ; une inscription manque, ou l’ordre a changé.",
        "en": "{entry}: its number does not follow the one before; an entry is missing, or the order was changed.",
    },
    "link": {
        "fr": "{entry} : ne suit pas l’inscription d’avant.",
        "en": "{entry}: it does not follow the entry before it.",
    },
    "older_format": {
        "fr": "{entry} : revient à un format plus ancien, ce qu’un registre ne fait jamais.",
        "en": "{entry}: it goes back to an older format, which no register does.",
    },
    "words": {
        "fr": "{entry} : son sceau n’est pas celui de ce qui est écrit ; elle a été changée après avoir été scellée.",
        "en": "{entry}: its seal is not that of what is written; it was changed after it was sealed.",
    },
}

FILE = {
    "no_file": {"fr": "le fichier ne s’ouvre pas : {why}.", "en": "the file cannot be opened: {why}."},
    "empty": {"fr": "le fichier est vide.", "en": "the file is empty."},
    "no_register": {
        "fr": "la première ligne n’est pas celle d’un registre au format connu (« {format} ») ; "
        "téléchargez de nouveau le registre.",
        "en": "the first line is not that of a register in the format known here (“{format}”); "
        "download the register again.",
    },
    "count": {
        "fr": "le fichier annonce {told} inscriptions et en contient {found}.",
        "en": "the file announces {told} entries and holds {found}.",
    },
    "file_head": {
        "fr": "la dernière empreinte annoncée n’est pas celle de la dernière inscription.",
        "en": "the last fingerprint that is announced is not that of the last entry.",
    },
    "signature": {
        "fr": "la signature n’est pas celle de la clé qui l’accompagne.",
        "en": "the signature is not that of the key beside it.",
    },
    "other_key": {
        "fr": "le registre est signé par une autre clé, d’empreinte {used}.",
        "en": "the register is signed with another key, of fingerprint {used}.",
    },
    "head_unknown": {
        "fr": "aucune inscription n’a l’empreinte {hash} : le registre a été réécrit ou coupé, ou c’en est un autre.",
        "en": "no entry has the fingerprint {hash}: the register was rewritten or cut, or it is another one.",
    },
}

OPEN = {
    "head_earlier": {
        "fr": "l’empreinte donnée est celle de l’inscription {no} sur {count} ; rien ne dit que la suite est juste, "
        "ni qu’elle est entière.",
        "en": "the fingerprint given is that of entry {no} of {count}; nothing says that what follows is right, "
        "nor that it is complete.",
    },
    "no_anchor": {
        "fr": "les {count} inscriptions s’accordent entre elles, mais rien ne prouve que ce registre est le bon, ni qu’il "
        "va jusqu’au bout. Donnez --head, la dernière empreinte, telle que vous la connaissez par ailleurs.",
        "en": "the {count} entries agree with one another, but nothing proves that this is the register, nor that it goes "
        "to the end. Give --head, the last fingerprint, as you know it from elsewhere.",
    },
    "not_held": {
        "fr": "les inscriptions 1 à {last} : la {last}, qui n’est pas publique, est au format 1, et aucune inscription au "
        "format 2 ne les retient ; elles pourraient avoir été réécrites.",
        "en": "entries 1 to {last}: number {last}, which is not public, is in format 1, and no entry in format 2 holds "
        "them; they may have been rewritten.",
    },
    "no_key": {
        "fr": "qui a signé : la clé du fichier a l’empreinte {used}. Donnez --key, telle que vous la connaissez par ailleurs.",
        "en": "who signed: the key in the file has the fingerprint {used}. Give --key, as you know it from elsewhere.",
    },
    "after_end": {
        "fr": "les inscriptions après la {no}, et s’il en manque à la fin. Donnez --head pour aller jusqu’au bout.",
        "en": "the entries after {no}, and whether some are missing at the end. Give --head to go to the end.",
    },
    "public_hidden": {
        "fr": "le texte de {count} inscriptions publiques, qui manque dans ce fichier ; la première est la {no}.",
        "en": "the words of {count} public entries, which are missing from this file; the first is number {no}.",
    },
    "words_hidden": {
        "fr": "le texte de {count} inscriptions qui ne sont pas publiques : leur place et leur sceau seuls sont vérifiés.",
        "en": "the words of {count} entries that are not public: their place and their seal alone are checked.",
    },
    "old_hidden": {
        "fr": "le texte et le sceau de {count} inscriptions au format 1 qui ne sont pas publiques.",
        "en": "the words and the seal of {count} entries of format 1 that are not public.",
    },
}

PROVEN = {
    "held": {
        "fr": "les inscriptions {first} à {last} sont celles que retient l’empreinte {hash}.",
        "en": "entries {first} to {last} are those that the fingerprint {hash} vouches for.",
    },
    "to_the_end": {
        "fr": "le registre va jusqu’au bout : {count} inscriptions, la dernière a l’empreinte donnée.",
        "en": "the register goes to the end: {count} entries, and the last has the fingerprint given.",
    },
    "signed": {
        "fr": "signé par la clé d’empreinte {used}.",
        "en": "signed with the key of fingerprint {used}.",
    },
}

BOX = {
    "two_decisions": {
        "fr": "plus d’une décision est donnée pour ce vote.",
        "en": "more than one decision is given for this vote.",
    },
    "decision_round": {
        "fr": "la décision scellée est celle d’un autre vote.",
        "en": "the sealed decision is that of another vote.",
    },
    "decision_text": {
        "fr": "la décision scellée porte un autre texte que l’urne.",
        "en": "the sealed decision has another text than the box.",
    },
    "decision_outcome": {
        "fr": "la décision scellée donne un autre résultat que l’urne.",
        "en": "the sealed decision gives another outcome than the box.",
    },
    "decision_verdict": {
        "fr": "la décision scellée ne dit pas ce que le résultat décide.",
        "en": "the sealed decision does not say what the outcome decides.",
    },
    "decision_rule": {
        "fr": "la décision scellée a été comptée selon une autre règle, d’autres options, une autre liste ou d’autres conditions gelées à l’ouverture que l’urne.",
        "en": "the sealed decision was counted by another rule, with other options, another roll or other conditions that the opening froze than the box.",
    },
    "decision_box": {
        "fr": "la décision scellée est celle d’une autre urne : d’autres bulletins ont été comptés.",
        "en": "the sealed decision is that of another box: other ballots were counted.",
    },
    "decision_key": {
        "fr": "la décision scellée nomme une autre clé.",
        "en": "the sealed decision names another key.",
    },
    "decision_published": {
        "fr": "quelque chose de l’urne n’est pas ce que la décision a scellé : une date, une condition.",
        "en": "something in the box is not what the decision sealed: an instant, a condition.",
    },
    "no_decision": {
        "fr": "le registre : il ne montre ici aucune décision sur ce vote.",
        "en": "the register: it shows no decision about this vote here.",
    },
    "box_not_sealed": {
        "fr": "les bulletins : la décision a été scellée avant que les urnes ne le soient, elle ne retient que le résultat.",
        "en": "the ballots: the decision was sealed before boxes were, and vouches for the outcome alone.",
    },
    "no_head": {
        "fr": "le registre : rien ne prouve que la décision jointe à l’urne est la bonne. Donnez --head, l’empreinte de la décision ou la dernière du "
        "registre, telle que vous la connaissez par ailleurs.",
        "en": "the register: nothing proves that the decision beside the box is the right one. Give --head, the fingerprint of the decision or the last one "
        "of the register, as you know it from elsewhere.",
    },
    "decision_held": {
        "fr": "cette urne est celle de la décision n° {no} du registre, que retient l’empreinte {hash}.",
        "en": "this box is that of decision no. {no} of the register, which the fingerprint {hash} vouches for.",
    },
    "decision_not_held": {
        "fr": "le registre : l’empreinte donnée ne retient pas la décision n° {no}.",
        "en": "the register: the fingerprint given does not vouch for decision no. {no}.",
    },
}

WORDS = {**BOX, **READING, **SHAPES, **CHAIN, **FILE, **OPEN, **PROVEN}
