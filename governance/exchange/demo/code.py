"""The code social of Les Lisières: two editions, so that one can see what changed."""

from datetime import date, timedelta
from typing import Any

from governance.code.actions import enact
from governance.code.models import Article, Edition, Parameter

K = Parameter.Kind

# number, title, text, parameters: {key: (kind, value)}
ARTICLES: list[tuple[str, str, str, dict[str, tuple[str, Any]]]] = [
    (
        "1",
        "Notre but",
        "Les Lisières aident des personnes, des collectifs et des territoires à agir pour la transition sociale et "
        "écologique : formations, lieux partagés, accompagnement, culture numérique. Le but n’est pas le partage des bénéfices.",
        {},
    ),
    (
        "2",
        "Qui nous sommes",
        "Les associés se répartissent en cinq collèges : fondateurs et garants, salarié·es, usager·es, partenaires, communs et "
        "soutiens. Chacun n’appartient qu’à un collège. Une personne, une voix dans son collège, quel que soit son capital.",
        {},
    ),
    (
        "5",
        "Admission",
        "Le cercle d’ancrage admet par consentement ; l’assemblée ratifie à sa prochaine réunion. La part vaut "
        "[[shares.nominal]].",
        {"shares.nominal": (K.AMOUNT, "50")},
    ),
    (
        "6",
        "Capital variable et départs",
        "Le capital monte par les souscriptions et baisse par les retraits, sans descendre sous [[capital.floor]] de "
        "[[capital.floor_of]] ; les statuts en mentionnent [[capital.stated]]. Qui part est remboursé de la valeur nominale "
        "de ses parts, diminuée de leur part des pertes du bilan, et répond cinq ans des obligations nées avant son départ.",
        {
            "capital.floor": (K.FRACTION, "1/4"),
            "capital.floor_of": (K.CHOICE, "highest"),
            "capital.stated": (K.AMOUNT, "30000"),
        },
    ),
    (
        "8",
        "Poids des collèges",
        "Chaque collège pèse sa part, dans la proportion de ses voix pour et contre : [[colleges.weights]]. Le report est "
        "[[colleges.result_base]]. Un collège dont personne ne s’exprime est [[colleges.inactive]]. "
        "Les abstentions sont comptées et publiées ; elles ne pèsent d’aucun côté.",
        {
            "colleges.weights": (K.WEIGHTS, {"F": "1/5", "S": "3/10", "U": "1/5", "P": "1/5", "C": "1/10"}),
            "colleges.inactive": (K.CHOICE, "excluded"),
            "colleges.tie": (K.CHOICE, "neutral"),
            "colleges.base": (K.CHOICE, "expressed"),
            "colleges.result_base": (K.CHOICE, "expressed"),
        },
    ),
    (
        "11",
        "Convocation",
        "L’assemblée est convoquée au moins [[notice.days]] avant sa date, par courriel ou par lettre.",
        {"notice.days": (K.DAYS, 15)},
    ),
    (
        "12",
        "Décisions ordinaires",
        "Une décision ordinaire est adoptée si le pour dépasse [[ordinary.threshold]] des suffrages exprimés, pondérés par "
        "collège. Il faut qu’au moins [[ordinary.quorum]] des associés prennent part au vote. Le vote peut être changé "
        "jusqu’à la clôture : [[ordinary.may_change]]. Jamais un texte n’est adopté avec autant de contre que de pour.",
        {
            "ordinary.threshold": (K.FRACTION, "1/2"),
            "ordinary.comparator": (K.CHOICE, "gt"),
            "ordinary.base": (K.CHOICE, "expressed"),
            "ordinary.floor_guard": (K.YESNO, True),
            "ordinary.quorum": (K.FRACTION, "1/3"),
            "ordinary.colleges": (K.CHOICE, "proportional"),
            "ordinary.may_change": (K.YESNO, True),
        },
    ),
    (
        "13",
        "Décisions extraordinaires",
        "Changer les statuts, l’objet ou le capital demande au moins [[extraordinary.threshold]] des suffrages exprimés, "
        "pondérés par collège, et la participation d’au moins [[extraordinary.quorum]] des associés.",
        {
            "extraordinary.threshold": (K.FRACTION, "2/3"),
            "extraordinary.comparator": (K.CHOICE, "gte"),
            "extraordinary.base": (K.CHOICE, "expressed"),
            "extraordinary.floor_guard": (K.YESNO, True),
            "extraordinary.quorum": (K.FRACTION, "1/2"),
            "extraordinary.colleges": (K.CHOICE, "proportional"),
            "extraordinary.may_change": (K.YESNO, True),
        },
    ),
    (
        "14",
        "Pouvoirs",
        "Un associé porte au plus [[proxy.most]] pouvoirs. Un pouvoir en blanc va à la présidence, qui vote pour les textes "
        "qu’elle agrée et contre les autres. La présence du mandant annule son pouvoir : [[proxy.presence_cancels]].",
        {"proxy.most": (K.WHOLE, 2), "proxy.presence_cancels": (K.YESNO, True)},
    ),
    (
        "15",
        "Vote par correspondance",
        "Le formulaire papier arrive au plus tard [[postal.paper_days]] avant l’assemblée ; le formulaire électronique, la "
        "veille à 15 h.",
        {"postal.paper_days": (K.DAYS, 3)},
    ),
    (
        "21",
        "Cercles",
        "Un cercle décide dans son domaine, d’abord par consentement. Questions : [[consent.questions]]. Réactions : "
        "[[consent.reactions]]. Consentement : [[consent.positions]]. Aucune décision n’est prise par l’horloge tant qu’une "
        "objection est ouverte.",
        {
            "consent.questions": (K.DAYS, 4),
            "consent.reactions": (K.DAYS, 3),
            "consent.positions": (K.DAYS, 4),
        },
    ),
    (
        "22",
        "Vote d’un cercle",
        "Un cercle peut voter ce qu’il choisit de ne pas décider par consentement : le pour doit dépasser "
        "[[circle.threshold]] des suffrages exprimés, et au moins [[circle.quorum]] du cercle prendre part.",
        {
            "circle.threshold": (K.FRACTION, "1/2"),
            "circle.comparator": (K.CHOICE, "gt"),
            "circle.base": (K.CHOICE, "expressed"),
            "circle.floor_guard": (K.YESNO, True),
            "circle.quorum": (K.FRACTION, "1/2"),
            "circle.colleges": (K.CHOICE, "none"),
            "circle.may_change": (K.YESNO, True),
        },
    ),
    (
        "25",
        "Consultations",
        "Une consultation demande un avis, sans quorum. Elle compte une voix par associé, sans pondération.",
        {
            "consultation.threshold": (K.FRACTION, "1/2"),
            "consultation.comparator": (K.CHOICE, "gt"),
            "consultation.base": (K.CHOICE, "expressed"),
            "consultation.floor_guard": (K.YESNO, True),
            "consultation.quorum": (K.FRACTION, "0"),
            "consultation.colleges": (K.CHOICE, "none"),
            "consultation.may_change": (K.YESNO, True),
        },
    ),
    (
        "30",
        "Transparence",
        "Nos règles, nos comptes, nos projets et nos décisions sont publics, sauf ce que la loi ou une personne protège. "
        "Ce que nous publions porte une licence libre.",
        {},
    ),
]


def enact_codes(today: date) -> None:
    """Enact edition 3, then edition 4, which lowered the quorum and let votes be changed."""
    before = {"ordinary.quorum": "1/2", "proxy.most": 1, "ordinary.may_change": False}
    _write(3, today - timedelta(days=1400), "Assemblée constitutive", before)
    _write(4, today - timedelta(days=420), "D-12, assemblée générale", {})


def _write(number: int, on: date, adopted_by: str, other: dict[str, Any]) -> None:
    edition = Edition.objects.create(
        number=number, title="Code social des Lisières", effective_from=on, adopted_by=adopted_by
    )
    for position, (label, title, body, parameters) in enumerate(ARTICLES):
        article = Article.objects.create(
            edition=edition, number=label, title=title, body=body, position=position
        )
        Parameter.objects.bulk_create(
            Parameter(edition=edition, article=article, key=key, kind=kind, value=other.get(key, value))
            for key, (kind, value) in parameters.items()
        )
    enact(edition)
