"""The texts of the year: what was proposed, discussed, voted, refused."""

from dataclasses import dataclass, field

Votes = dict[str, tuple[int, int, int]]  # college (or "") → for, against, abstain


@dataclass(frozen=True)
class Tale:
    """A proposal and what became of it; days are those of the story's own calendar, 2027."""

    title: str
    author: str
    body: str
    driver: str = ""
    measure: str = ""
    circle: str = ""
    visibility: str = "public"
    kind: str = ""
    colleges: tuple[str, ...] = ()
    opened: str = ""
    closed: str = ""
    votes: Votes = field(default_factory=dict)
    second: str = ""
    second_note: str = ""
    comments: tuple[tuple[str, str], ...] = ()
    # Whether it is voted on in the general meeting, and whether it ratifies the admissions of the year.
    in_meeting: bool = False
    ratifies: bool = False

    @property
    def when(self) -> str:
        return self.closed


@dataclass(frozen=True)
class Entered:
    """A decision reached otherwise than by a vote of this platform: consent, election, secret ballot."""

    on: str
    title: str
    text: str
    how: str
    sentence: str
    circle: str = "ancrage"
    review: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    # Whose application it admits.
    admits: str = ""

    @property
    def when(self) -> str:
        return self.on


AG = "2027-06-12"

YEAR: list[Tale | Entered] = [
    Entered(
        "2027-01-12 18:00",
        "Le budget des ateliers",
        "Les ateliers disposent de 14 000 € cette année : machines 6 000, bois 5 000, sécurité 3 000.",
        "consent",
        "Par consentement, cercle d’ancrage, 7 personnes.",
        circle="ancrage",
    ),
    Tale(
        "Passer la paie sur un logiciel libre",
        "Driss Benali",
        "Nous quittons le logiciel de paie loué et installons un logiciel libre, avec deux jours d’accompagnement.\n\n- Bascule au 1er mars\n- Double paie en février, pour comparer",
        driver="La licence a doublé et nous ne pouvons pas emporter nos données.",
        circle="services-partages",
        kind="circle",
        opened="2027-01-14 09:00",
        closed="2027-01-19 18:00",
        votes={"": (3, 0, 1)},
    ),
    Entered(
        "2027-01-26 18:00",
        "Nos supports de formation sous licence libre",
        "Tout support produit par Les Lisières paraît sous licence CC BY-SA 4.0, avec ses sources.",
        "consent",
        "Par consentement, cercle Formation & Édition, 5 personnes.",
        circle="formation-edition",
    ),
    Entered(
        "2027-02-02 18:00",
        "Admission d’Inès C.",
        "Inès C. est admise au collège des usager·es et souscrit trois parts de 50 €, sous réserve de ratification par l’assemblée.",
        "consent",
        "Par consentement, cercle d’ancrage, 7 personnes. Le capital passe de 41 250 € à 41 400 €.",
        admits="Inès Carlier",
    ),
    Tale(
        "Ouvrir la grande halle le samedi matin",
        "Inès Delattre",
        "La grande halle ouvre tous les samedis de 9 h à 13 h, tenue par deux personnes d’astreinte.",
        driver="En semaine, celles et ceux qui travaillent ne peuvent pas venir.",
        kind="consultation",
        opened="2027-02-03 09:00",
        closed="2027-02-09 18:00",
        votes={"F": (4, 1, 0), "S": (5, 2, 1), "U": (18, 1, 0), "P": (6, 1, 2), "C": (4, 0, 1)},
    ),
    Entered(
        "2027-02-16 18:00",
        "Prêter les outils portatifs le week-end",
        "Du vendredi 18 h au lundi 10 h, les associés et les usagers empruntent les outils portatifs. Une caution libre nourrit la caisse de réparation.",
        "consent",
        "Par consentement, cercle Lieux & Ateliers, 7 personnes, une objection intégrée.",
        circle="lieux-ateliers",
    ),
    Tale(
        "Fermer l’atelier en août",
        "Bastien Crépin",
        "L’atelier ferme du 1er au 31 août, pour l’entretien des machines et le repos de l’équipe.",
        circle="lieux-ateliers",
        kind="circle",
        opened="2027-02-15 09:00",
        closed="2027-02-18 18:00",
        votes={"": (2, 4, 1)},
        comments=(
            (
                "Aminata Diop",
                "C’est le mois où les usagers ont du temps. Et si on fermait seulement deux semaines ?",
            ),
        ),
    ),
    Tale(
        "Rejoindre le réseau régional des tiers-lieux",
        "Solène Wattel",
        "Les Lisières adhèrent au réseau régional des tiers-lieux : 450 € par an, et deux jours de présence aux rencontres.",
        driver="Nous refaisons seuls ce que d’autres ont déjà appris.",
        measure="Trois échanges utiles dans l’année, racontés dans le journal.",
        kind="ordinary",
        opened="2027-02-10 09:00",
        closed="2027-02-23 18:00",
        votes={"F": (5, 1, 0), "S": (8, 0, 0), "U": (19, 2, 1), "P": (9, 1, 1), "C": (5, 1, 0)},
    ),
    Entered(
        "2027-02-26 18:00",
        "Le bois vient de moins de 150 km",
        "L’atelier n’achète que du bois poussé et scié à moins de 150 km, sauf rupture écrite du fournisseur.",
        "consent",
        "Par consentement, cercle Lieux & Ateliers, 7 personnes.",
        circle="lieux-ateliers",
    ),
    Tale(
        "Changer le nom du journal",
        "Paul Verdier",
        "Le journal interne s’appelle désormais « La Lisière d’en face ».",
        kind="ordinary",
        opened="2027-02-22 09:00",
        closed="2027-03-02 18:00",
        votes={"F": (1, 0, 0), "S": (3, 1, 0), "U": (4, 2, 0), "P": (1, 1, 0), "C": (1, 0, 0)},
    ),
    Entered(
        "2027-03-04 18:00",
        "Un café suspendu au comptoir",
        "Chacun peut payer deux cafés et n’en boire qu’un ; l’autre attend qui en a besoin.",
        "consent",
        "Par consentement, cercle Lieux & Ateliers, 7 personnes.",
        circle="lieux-ateliers",
    ),
    Tale(
        "Tarif libre pour les moins de 26 ans",
        "Fatou Sarr",
        "L’accès aux ateliers est à prix libre pour les moins de 26 ans, un repère de 5 € étant affiché.",
        driver="Les lycéens du quartier regardent par la vitre.",
        kind="consultation",
        colleges=("U", "C"),
        opened="2027-03-03 09:00",
        closed="2027-03-09 18:00",
        votes={"U": (17, 3, 1), "C": (5, 1, 0)},
    ),
    Entered(
        "2027-03-12 18:00",
        "Une permanence numérique le jeudi",
        "Chaque jeudi de 14 h à 18 h, quelqu’un aide aux démarches en ligne, sans rendez-vous.",
        "consent",
        "Par consentement, cercle Services partagés, 4 personnes.",
        circle="services-partages",
    ),
    Entered(
        "2027-03-18 18:00",
        "Ouvrir l’atelier deux dimanches par mois",
        "Les premiers et troisièmes dimanches, de 10 h à 18 h, toujours avec deux porteurs de clés, jusqu’au 30 septembre.\n\n**Mesure** : au moins 25 visiteurs par ouverture en moyenne et aucun accident.",
        "consent",
        "Par consentement, cercle Lieux & Ateliers, 7 personnes. L’objection à la première version (une personne seule avec les machines) est intégrée.",
        circle="lieux-ateliers",
        review="2027-09-20",
    ),
    Tale(
        "Racheter un vidéoprojecteur",
        "Lucas Fontaine",
        "Nous rachetons le vidéoprojecteur d’occasion d’un partenaire, 380 €.",
        circle="formation-edition",
        kind="circle",
        opened="2027-03-19 09:00",
        closed="2027-03-23 18:00",
        votes={"": (2, 2, 1)},
    ),
    Tale(
        "Acheter un vélo-cargo partagé",
        "Malik Bensaïd",
        "Un vélo-cargo d’occasion (1 900 €) prêté gratuitement aux associés, à prix libre aux voisins.",
        measure="Quarante sorties par mois.",
        kind="ordinary",
        opened="2027-03-15 09:00",
        closed="2027-03-25 18:00",
        votes={"F": (3, 2, 0), "S": (6, 1, 1), "U": (17, 2, 1), "P": (6, 3, 0), "C": (4, 0, 1)},
    ),
    Entered(
        "2027-03-30 20:00",
        "Amel, second lien de Lieux & Ateliers",
        "Amel Haddad porte le second lien de Lieux & Ateliers au cercle d’ancrage, du 1er avril au 30 septembre. Elle transmet son autre animation avant le 30 avril.",
        "election",
        "Élection sans candidat, cercle Lieux & Ateliers, 7 personnes ; une objection intégrée dans le terme du mandat.",
        circle="lieux-ateliers",
    ),
    Tale(
        "Comptes de l’exercice 2026",
        "Solène Wattel",
        "L’assemblée approuve les comptes de l’exercice clos le 31 décembre 2026 et le rapport de gestion.",
        kind="ordinary",
        opened=f"{AG} 14:35",
        closed=f"{AG} 14:50",
        in_meeting=True,
        votes={"F": (6, 0, 0), "S": (7, 0, 1), "U": (14, 1, 2), "P": (8, 1, 1), "C": (3, 0, 1)},
    ),
    Tale(
        "Affectation du résultat",
        "Solène Wattel",
        "Bénéfice : 18 400 €. Pertes antérieures : 2 400 €. Base : 16 000 €.\n\n| Affectation | Montant |\n|---|---|\n| Réserve légale | 800 € |\n| Fonds de développement | 3 200 € |\n| Report à nouveau | 12 000 € |\n| Dividendes | 0 € |",
        kind="ordinary",
        opened=f"{AG} 14:55",
        closed=f"{AG} 15:05",
        in_meeting=True,
        votes={"F": (5, 0, 1), "S": (8, 0, 0), "U": (15, 0, 2), "P": (9, 0, 1), "C": (4, 0, 0)},
    ),
    Tale(
        "Verser 1 % du chiffre d’affaires à un fonds pour les communs",
        "Camille Roussel",
        "Chaque année, 1 % du chiffre d’affaires va à un fonds pour les communs, géré par trois associés tirés au sort.",
        driver="Nous vivons de logiciels, de savoirs et de lieux que d’autres ont ouverts.",
        kind="ordinary",
        opened=f"{AG} 15:15",
        closed=f"{AG} 15:40",
        in_meeting=True,
        votes={"F": (1, 5, 0), "S": (2, 6, 0), "U": (13, 3, 1), "P": (5, 4, 1), "C": (2, 1, 1)},
        comments=(
            (
                "Camille Roussel",
                "Sept associés la présentent. La présidence ne l’a pas agréée, et c’est très bien de pouvoir en débattre quand même.",
            ),
            ("Odile Marchetti", "D’accord sur le fond ; cette année, la trésorerie ne suit pas."),
        ),
    ),
    Tale(
        "Ratifier les admissions",
        "Solène Wattel",
        "L’assemblée ratifie les admissions prononcées par le cercle d’ancrage depuis un an.",
        kind="ordinary",
        opened=f"{AG} 15:45",
        closed=f"{AG} 15:55",
        in_meeting=True,
        ratifies=True,
        votes={"F": (6, 0, 0), "S": (8, 0, 0), "U": (16, 0, 1), "P": (9, 1, 0), "C": (4, 0, 0)},
    ),
    Entered(
        f"{AG} 16:20",
        "Élection à la présidence",
        "Solène W. est élue à la présidence pour trois ans.",
        "secret",
        "Vote secret en assemblée : 45 voix, pour 71,10 % des suffrages exprimés pondérés par collège (1493/2100). Un collège de quatre votants n’est pas détaillé.",
        circle="",
        figures={"ratio": "1493/2100"},
    ),
    Tale(
        "Élargir l’objet à l’édition numérique",
        "Chloé Nadeau",
        "L’article 2 des statuts ajoute : « l’édition et la diffusion de contenus numériques sous licence libre ».",
        kind="extraordinary",
        opened=f"{AG} 16:30",
        closed=f"{AG} 16:55",
        in_meeting=True,
        votes={"F": (4, 2, 0), "S": (7, 1, 0), "U": (9, 6, 2), "P": (6, 3, 1), "C": (2, 2, 0)},
    ),
    Entered(
        "2027-06-30 18:00",
        "Publier les comptes et les indicateurs ESUS",
        "Les comptes 2026, le procès-verbal caviardé et les indicateurs ESUS paraissent sous licence libre.",
        "consent",
        "Par consentement, cercle d’ancrage, 7 personnes.",
    ),
    Tale(
        "Signer la charte d’achats locaux",
        "Mathilde Aubry",
        "Les Lisières signent la charte d’achats locaux de Villerive et publient chaque année la part de leurs achats faits à moins de 50 km.",
        kind="ordinary",
        opened="2027-06-28 09:00",
        closed="2027-07-06 18:00",
        votes={"F": (4, 1, 0), "S": (7, 0, 1), "U": (15, 3, 2), "P": (9, 0, 1), "C": (3, 1, 0)},
    ),
    Tale(
        "Mutualiser la découpe laser",
        "Noé Garrigue",
        "La Ruche qui lit et Les Lisières partagent la découpe laser : deux jours chacune, entretien à parts égales.",
        circle="lieux-ateliers",
        kind="circle",
        opened="2027-09-01 09:00",
        closed="2027-09-07 18:00",
        votes={"": (6, 0, 1)},
    ),
    Entered(
        "2027-09-20 18:00",
        "Les dimanches continuent",
        "12 ouvertures, 378 visiteurs, 31,5 en moyenne, aucun accident : les dimanches sont renouvelés jusqu’au 31 décembre 2028.",
        "consent",
        "Par consentement à la revue, cercle Lieux & Ateliers, 7 personnes.",
        circle="lieux-ateliers",
        review="2028-06-15",
    ),
]
