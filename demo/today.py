"""What is under way today: open votes, discussions, drafts."""

from demo.story import Tale

GROCERY = Tale(
    "Accueillir une épicerie coopérative au rez-de-chaussée",
    "Malik Bensaïd",
    "Nous louons 80 m² du rez-de-chaussée à l’épicerie coopérative **La Passerelle**, dès le 1er février.\n\n"
    "1. Loyer : 9 €/m² la première année, 11 € ensuite.\n"
    "2. Deux vitrines restent aux expositions des usagers.\n"
    "3. L’épicerie tient le comptoir le lundi, jour où nous sommes fermés.\n"
    "4. Chacun peut rompre avec trois mois de préavis.",
    driver="Le rez-de-chaussée est vide quatre jours sur sept, et le quartier a perdu son épicerie l’an dernier.",
    measure="Loyers payés à l’heure, et au moins cent personnes par semaine qui découvrent la halle. Bilan dans un an.",
    kind="ordinary",
    second="Nous louons 80 m² du rez-de-chaussée à l’épicerie coopérative **La Passerelle**, dès le 1er février.\n\n"
    "1. Loyer : 9 €/m² la première année, 11 € ensuite.\n"
    "2. Trois vitrines restent aux expositions des usagers.\n"
    "3. L’épicerie tient le comptoir le lundi, jour où nous sommes fermés.\n"
    "4. Livraisons avant 9 h, à vélo ou par la cour, jamais par le quai.\n"
    "5. Chacun peut rompre avec trois mois de préavis.",
    second_note="Trois vitrines, et des livraisons qui ne gênent pas l’atelier",
    comments=(
        (
            "Aminata Diop",
            "Les livraisons passent-elles devant les machines ? Le matin c’est l’heure des scolaires.",
        ),
        ("Malik Bensaïd", "@Aminata bien vu : version 2, livraisons avant 9 h, par la cour."),
        ("Rosa Ferreira", "Comme cliente de la halle, je viendrais deux fois plus souvent."),
        ("Odile Marchetti", "Le loyer couvre-t-il le chauffage ?"),
        ("Driss Benali", "@Odile oui, à 40 € près par mois. Le calcul est dans la pièce jointe."),
    ),
)

OPEN: list[tuple[Tale, int, int, int]] = [
    # the tale, opened so many days ago, closes in so many days (0: this evening), voices in so far
    (GROCERY, 6, 0, 38),
    (
        Tale(
            "Ouvrir la halle jusqu’à minuit pour la fête du canal",
            "Zoé Lambert",
            "Le soir de la fête du canal, la halle reste ouverte jusqu’à minuit, musique coupée à 23 h.",
            driver="L’an dernier, trois cents personnes sont restées dehors sous la pluie.",
            kind="consultation",
            colleges=("U", "C"),
            comments=(("Louise Hennebelle", "Je veux bien tenir la porte avec quelqu’un."),),
        ),
        2,
        4,
        9,
    ),
    (
        Tale(
            "Acheter une presse à riso d’occasion",
            "Aminata Diop",
            "Une presse à riso révisée, 2 300 €, payée par la caisse de l’atelier.\n\n- Encre végétale seulement\n- Aminata et Noé forment qui veut",
            measure="Dix éditions imprimées avant l’été.",
            circle="lieux-ateliers",
            kind="circle",
        ),
        1,
        2,
        3,
    ),
    (
        Tale(
            "Prendre une part de la Foncière des Haies",
            "Solène Wattel",
            "Les Lisières souscrivent 20 000 € de parts de la Foncière des Haies, propriétaire de la halle, pour peser dans l’entretien du lieu. "
            "Les statuts demandent une décision extraordinaire.",
            driver="Le toit fuit depuis deux hivers et nous n’avons pas voix au chapitre.",
            kind="extraordinary",
        ),
        3,
        9,
        14,
    ),
]

DISCUSSED: list[Tale] = [
    Tale(
        "Une garderie pendant les assemblées",
        "Élise Carpentier",
        "Pendant chaque assemblée, deux personnes gardent les enfants dans la salle du fond. Coût : 90 €.",
        driver="Un associé sur cinq renonce à venir faute de garde.",
        comments=(
            ("Samir Kaci", "Oui. Et ouvrons-la aussi aux réunions de cercle du soir ?"),
            ("Élise Carpentier", "@Samir essayons d’abord en assemblée."),
        ),
    ),
    Tale(
        "Tenir nos comptes en public chaque trimestre",
        "Yasmina Ouali",
        "Un tableau simple des recettes, dépenses et trésorerie paraît dans les quinze jours qui suivent chaque trimestre.",
        circle="services-partages",
        measure="Quatre tableaux en un an, lus par au moins trente personnes.",
        second="Un tableau simple des recettes, dépenses, trésorerie **et heures bénévoles** paraît dans le mois qui suit chaque trimestre.",
        second_note="Un mois au lieu de quinze jours, et les heures bénévoles",
        comments=(
            ("Koffi Mensah", "Quinze jours, c’est court pour la clôture. Un mois ?"),
            ("Yasmina Ouali", "@Koffi d’accord, version 2."),
        ),
    ),
    Tale(
        "Repeindre la façade en couleurs vives",
        "Victor Delannoy",
        "La façade de la grande halle est repeinte avec les enfants du quartier, sur un dessin voté.",
        driver="On passe devant sans la voir.",
    ),
    Tale(
        "Réserver un tiers des places de formation au quartier",
        "Chloé Nadeau",
        "Dans chaque formation, un tiers des places est réservé aux habitants du quartier, au quart du tarif.",
        circle="formation-edition",
        visibility="members",
    ),
]
WITHDRAWN = Tale(
    "Installer une borne de recharge dans la cour",
    "Basile Duhamel",
    "Une borne de recharge de 7 kW dans la cour, ouverte à tous.",
    comments=(("Basile Duhamel", "La commune en pose une en face : je retire."),),
)
DRAFTS = [
    Tale(
        "Un banc devant la halle",
        "Inès Delattre",
        "Un banc en bois de palette, côté sud, pour que les gens s’arrêtent.",
    ),
    Tale(
        "Une charte des réunions courtes",
        "Amel Haddad",
        "Aucune réunion de cercle au-delà d’une heure et demie, minuteur à l’appui.",
    ),
]
