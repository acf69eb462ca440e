"""What the recount of a published box says, in French and in English; the program that carries it knows no catalogue."""

from __future__ import annotations

WRONG = {
    "box_fields": {
        "fr": "il manque un champ à l’urne, ou il y en a un de trop.",
        "en": "a field of the box is missing, or there is one too many.",
    },
    "box_types": {
        "fr": "le champ « {field} » de l’urne n’a pas le bon type.",
        "en": "the field “{field}” of the box is of the wrong type.",
    },
    "ballot_fields": {
        "fr": "le bulletin n° {number} n’est pas fait comme l’urne le dit (champs, code, signature, parties non publiées).",
        "en": "ballot no. {number} is not made as the box says (fields, code, signature, what is withheld).",
    },
    "code_twice": {
        "fr": "le code {code} est deux fois dans l’urne.",
        "en": "the code {code} is in the box twice.",
    },
    "ballots_order": {
        "fr": "les bulletins ne sont pas dans l’ordre de leurs codes.",
        "en": "the ballots are not in the order of their codes.",
    },
    "withheld": {
        "fr": "le résultat montre des collèges que l’urne cache, ou cache ceux qu’elle montre.",
        "en": "the outcome shows colleges that the box withholds, or withholds those that it shows.",
    },
    "text": {
        "fr": "le texte mis aux voix n’a pas son empreinte.",
        "en": "the text that was voted on does not have its fingerprint.",
    },
    "lot": {
        "fr": "le nombre du tirage n’est pas celui qui a été scellé à l’ouverture.",
        "en": "the number of the lot is not the one that was sealed at the opening.",
    },
    "box_digest": {
        "fr": "les bulletins n’ont pas l’empreinte de l’urne : l’un d’eux a été changé, ajouté ou retiré.",
        "en": "the ballots do not have the fingerprint of the box: one was changed, added or taken away.",
    },
    "too_many": {
        "fr": "l’urne contient plus de bulletins qu’il n’y a de voix sur la liste.",
        "en": "there are more ballots in the box than voices on the roll.",
    },
    "cast": {
        "fr": "le résultat annonce {told} votes, l’urne contient {found} bulletins.",
        "en": "the outcome tells of {told} votes, the box holds {found} ballots.",
    },
    "ballot_signature": {
        "fr": "{count} bulletins n’ont pas la signature de l’organisation, dont {code}.",
        "en": "{count} ballots do not have the organisation's signature, {code} among them.",
    },
    "other_key": {
        "fr": "l’urne porte une autre clé, d’empreinte {used}.",
        "en": "the box carries another key, of fingerprint {used}.",
    },
    "outcome_digest": {
        "fr": "le résultat n’a pas son empreinte.",
        "en": "the outcome does not have its fingerprint.",
    },
    "other_outcome": {
        "fr": "le dépouillement donne un autre résultat que celui qui est publié ({fields}).",
        "en": "the count gives another outcome than the published one ({fields}).",
    },
    "uncountable": {
        "fr": "l’urne ne peut pas être dépouillée selon sa règle ({why}).",
        "en": "the box cannot be counted by its rule ({why}).",
    },
}

OPEN = {
    "no_box": {
        "fr": "le fichier n’est pas une urne au format connu (« {format} ») ; téléchargez-la de nouveau.",
        "en": "the file is not a box in the format known here (“{format}”); download it again.",
    },
    "no_key": {
        "fr": "à qui est la clé : celle du fichier a l’empreinte {used}. Donnez --key, telle que vous la connaissez par ailleurs.",
        "en": "whose key it is: the one in the file has the fingerprint {used}. Give --key, as you know it from elsewhere.",
    },
    "unsigned": {
        "fr": "les signatures : l’organisation a changé de clé depuis ce vote, elles ne sont pas publiées.",
        "en": "the signatures: the organisation has another key since this vote, and they are not published.",
    },
    "not_counted": {
        "fr": "le dépouillement : moins de {smallest} personnes ont voté, en tout ou dans un collège, seuls les codes sont publiés et "
        "ce programme n’a rien compté. Sur le serveur : manage.py verify_round",
        "en": "the count: fewer than {smallest} people voted, in all or in one of the colleges, only the codes are published, and this "
        "program counted nothing. On the server: manage.py verify_round",
    },
    "not_weighed": {
        "fr": "la pondération par collège : moins de {smallest} personnes ont voté dans un collège, aucun bulletin ne dit le sien.",
        "en": "the weighing by college: fewer than {smallest} people voted in one of the colleges, and no ballot tells its own.",
    },
}

PROVEN = {
    "counted": {
        "fr": "{count} bulletins dépouillés ; le résultat est celui qui est publié, au dernier chiffre.",
        "en": "{count} ballots counted; the outcome is the published one, to the last digit.",
    },
    "heads_counted": {
        "fr": "{count} bulletins comptés par tête ; ces chiffres sont ceux qui sont publiés.",
        "en": "{count} ballots counted by heads; those figures are the published ones.",
    },
    "codes_signed": {
        "fr": "{count} codes portent la signature de la clé d’empreinte {used}.",
        "en": "{count} codes are signed with the key of fingerprint {used}.",
    },
}

WORDS = {**WRONG, **OPEN, **PROVEN}
