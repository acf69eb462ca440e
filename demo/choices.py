"""Votes between options in the demo: an order, grades, seats, money; one in secret, one on paper, one to rehearse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from demo.story import Tale
from votes.rounds.paper import Choice, Paper
from votes.rules.words import GRADES


@dataclass(frozen=True)
class Poll:
    """A vote of the last days or of today: its tale, its paper, and how people tend to mark it.

    `since` and `until` are days from now, until < 0 for one that is over; `leans` weighs the options.
    """

    tale: Tale
    since: int
    until: int
    voices: int
    paper: Paper | None = None
    leans: Sequence[int] = ()
    asks: dict[str, Any] = field(default_factory=dict)


def line(paper: Paper, leans: Sequence[int], chance: Random) -> str:
    """Mark a paper as somebody might, leaning as the town leans."""
    return _MARKS[paper.shape](paper, leans, chance)


def _order(leans: Sequence[int], chance: Random) -> list[int]:
    """Options, the ones that people lean to rather first."""
    return sorted(range(len(leans)), key=lambda k: chance.random() ** (1 / leans[k]), reverse=True)


def _one(paper: Paper, leans: Sequence[int], chance: Random) -> str:
    return paper.ids[_order(leans, chance)[0]]


def _ranking(paper: Paper, leans: Sequence[int], chance: Random) -> str:
    order = _order(leans, chance)[: chance.randint(2, len(leans))]
    return ",".join(paper.ids[k] for k in order)


def _grades(paper: Paper, leans: Sequence[int], chance: Random) -> str:
    top = len(paper.grades) - 1
    most = max(leans)
    return ",".join(str(max(0, min(top, round(top * lean / most) + chance.randint(-2, 1)))) for lean in leans)


def _basket(paper: Paper, leans: Sequence[int], chance: Random) -> str:
    chosen: list[int] = []
    spent = 0
    for k in _order(leans, chance):
        cost = paper.options[k].cost or 0
        if spent + cost <= (paper.budget or 0) and len(chosen) < 4:
            chosen, spent = [*chosen, k], spent + cost
    return ",".join(paper.ids[k] for k in sorted(chosen))


_MARKS: dict[str, Callable[[Paper, Sequence[int], Random], str]] = {
    "choice": _one,
    "ranking": _ranking,
    "strict_ranking": _ranking,
    "grades": _grades,
    "approvals": _basket,
}


def _options(*titles: str | tuple[str, str, int] | tuple[str, str]) -> tuple[Choice, ...]:
    options = []
    for k, option in enumerate(titles, 1):
        title, text, cost = (option, "", None) if isinstance(option, str) else (*option, None)[:3]
        options.append(Choice(str(k), title, text, cost))
    return tuple(options)


POSTER = Poll(
    Tale(
        "Choisir l’affiche de la fête du canal",
        "Aminata Diop",
        "Quatre projets d’affiche sont accrochés dans l’atelier. Donnez une mention à chacun : celui que la majorité "
        "estime le mieux est imprimé.",
        driver="L’an dernier, on a choisi à la main levée la moins clivante, et personne ne l’aimait.",
        kind="consultation",
        comments=(("Zoé Lambert", "Les quatre sont au mur de l’atelier jusqu’au bout."),),
    ),
    2, 3, 17,
    Paper(
        "majority_judgment",
        _options(
            ("La péniche jaune", "Linogravure de l’atelier jeunes, deux couleurs."),
            ("Mille lampions", "Photo longue pose du canal, l’an dernier."),
            ("Le héron", "Dessin à l’encre, texte à la main."),
            ("Tout en lettres", "Caractères en bois, rouge et noir."),
        ),
        {"grades": list(GRADES["fr"])},
    ),
    (5, 3, 6, 2),
)  # fmt: skip
HALL = Poll(
    Tale(
        "Donner un nom à la grande halle",
        "Zoé Lambert",
        "Trois noms sont restés après les ateliers du printemps. Une mention à chacun.",
        kind="consultation",
    ),
    12, -4, 41,
    Paper(
        "majority_judgment",
        _options("Halle des Haies", "Halle des Lampistes", "La Grande Écluse"),
        {"grades": list(GRADES["fr"])},
    ),
    (4, 6, 5),
)  # fmt: skip
BOARD = Poll(
    Tale(
        "Élire le comité du lieu",
        "Solène Wattel",
        "Trois personnes tiennent le comité du lieu pour deux ans. Classez celles que vous souhaitez y voir : le vote "
        "unique transférable répartit les sièges.",
        driver="Le comité sortant a fini ses deux ans.",
        kind="ordinary",
    ),
    14, -3, 47,
    Paper(
        "stv_scottish",
        _options(
            "Aminata Diop", "Basile Duhamel", "Chloé Nadeau", "Koffi Mensah", "Louise Hennebelle", "Samir Kaci"
        ),
        seats=3,
    ),
    (5, 2, 3, 4, 4, 2),
    {"persons": True},
)  # fmt: skip
BUDGET = Poll(
    Tale(
        "Répartir le budget des usagers",
        "Malik Bensaïd",
        "6 000 € pour des projets proposés par les usagers. Cochez ceux que vous soutenez : les parts égales donnent à "
        "chaque voix la même part du budget.",
        kind="consultation",
    ),
    10, -2, 38,
    Paper(
        "pb_equal_shares",
        _options(
            ("Abri à vélos", "Vingt places, côté quai.", 2600),
            ("Établi pour enfants", "", 900),
            ("Lampes d’atelier", "Huit lampes sur bras.", 1200),
            ("Mur d’escalade", "", 4200),
            ("Potager sur le toit", "Bacs, terre et récupération d’eau.", 1500),
            ("Bibliothèque d’outils", "", 1100),
        ),
        {"completion": "add1"},
        budget=6000,
    ),
    (5, 3, 3, 2, 4, 4),
)  # fmt: skip
REFERENT = Poll(
    Tale(
        "Élire la personne référente de la médiation",
        "Solène Wattel",
        "Une personne reçoit, en confiance, les différends entre associés. Vote secret, pondéré par collège.",
        kind="ordinary",
    ),
    3, 5, 54,
    Paper("two_round", _options("Driss Benali", "Rosa Ferrand", "Yasmina Ouali")),
    (3, 4, 3),
    {"persons": True},
)  # fmt: skip
HOURS = Poll(
    Tale(
        "Passer aux horaires d’été",
        "Victor Delannoy",
        "De juin à août, l’atelier ouvre à 8 h et ferme à 20 h. Ceux qui préfèrent le papier votent à l’accueil.",
        kind="ordinary",
    ),
    2, 6, 11,
    asks={"by_hand": True},
)  # fmt: skip
QUORUM = Poll(
    Tale(
        "Confier la buvette à l’épicerie",
        "Malik Bensaïd",
        "L’épicerie La Passerelle tient la buvette les jours de fête, et partage la recette.",
        kind="ordinary",
    ),
    9, -1, 12,
)  # fmt: skip
REHEARSED = Poll(
    Tale(
        "Classer les chantiers de l’hiver",
        "Noé Garrigue",
        "Cinq chantiers, un seul hiver : classez-les, le vote alternatif désigne celui qui passe d’abord.",
        kind="consultation",
    ),
    1, 10, 6,
    Paper("irv", _options("Isoler le toit", "Refaire les toilettes", "Câbler l’atelier", "Peindre l’escalier", "Réparer la cour")),
    (5, 4, 3, 2, 2),
)  # fmt: skip

POLLS: list[Poll] = [HALL, BOARD, BUDGET, QUORUM, POSTER, REFERENT, HOURS]
