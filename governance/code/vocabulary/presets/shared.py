"""Articles that every form may share: the law leaves them to the statutes."""

from governance.code.vocabulary.presets.shapes import ArticleText, SourcedValue, chosen, known, read

FLOOR = SourcedValue(True, "Cass. ass. plén. 15 nov. 2024, n° 23-16.670", "S")
ONE_EACH = chosen("none", "Une personne, une voix")


def presence(number: str, *, source: str) -> ArticleText:
    """Who counts for the quorum."""
    return ArticleText(
        number,
        "Qui compte dans le quorum",
        "Sont comptés dans le quorum, outre les personnes présentes : les membres représentés, "
        "[[quorum.represented]] ; ceux qui participent à distance et sont identifiés, [[quorum.remote]] ; ceux dont "
        "le formulaire de vote est arrivé à temps, même blanc, [[quorum.postal]].\n\n"
        "Le quorum est vérifié de nouveau avant chaque résolution : qui s’en va emporte les voix qu’il représente.",
        {
            "quorum.represented": chosen(True, source),
            "quorum.remote": chosen(True, "C. com. R225-97 et R225-98 (SA)"),
            "quorum.postal": chosen(True, "C. com. L225-107 (SA)"),
        },
    )


def postal(number: str, *, allowed: SourcedValue) -> ArticleText:
    """Votes by post, on the rules of the limited company."""
    return ArticleText(
        number,
        "Vote par correspondance",
        "Le vote par correspondance est ouvert : [[postal.allowed]]. Le formulaire reprend chaque résolution dans "
        "l’ordre, avec pour, contre et abstention. Sur papier, il arrive au plus tard [[postal.paper_days]] avant "
        "l’assemblée ; par voie électronique, la veille à [[postal.eve_hour]] heures.\n\n"
        "Si un membre a donné un pouvoir et envoyé un formulaire, vaut [[postal.with_proxy]]. "
        "Qui vient après avoir voté par correspondance vote en séance : [[postal.presence_cancels]].",
        {
            "postal.allowed": allowed,
            "postal.paper_days": chosen(3, "Repris de C. com. R225-77 (SA)"),
            "postal.eve_hour": chosen(15, "Repris de C. com. R225-77 et R225-80 (SA)"),
            "postal.with_proxy": chosen("proxy_unless_marked", "Repris de C. com. R225-81 (SA)"),
            "postal.presence_cancels": chosen(True, "Usage des coopératives ; à défaut C. com. R225-85 III"),
        },
    )


def interested(number: str, *, source: str) -> ArticleText:
    """Members who have an interest of their own in a resolution."""
    return ArticleText(
        number,
        "Membres intéressés",
        "Sur une convention passée avec l’un d’eux, ou toute résolution qui le désigne comme intéressé, le membre "
        "intéressé vote : [[interested.vote]]. Il reste compté dans la majorité : [[interested.majority]] ; dans le "
        "quorum : [[interested.quorum]].",
        {
            "interested.vote": chosen(False, source),
            "interested.majority": known(False, "C. com. L225-40 (SA)"),
            "interested.quorum": known(True, "C. com. L225-40 (SA), depuis 2019"),
        },
    )


def secrecy(number: str, *, elections: SourcedValue) -> ArticleText:
    """Secret ballots, ties, and the casting vote."""
    return ArticleText(
        number,
        "Secret, égalités et preuves",
        "Pour élire, révoquer ou exclure une personne : [[election.secret]]. Dans un vote secret, on ne publie pas "
        "à part les voix d’un groupe de moins de [[secret.smallest_college]] votants.\n\n"
        "Une égalité est un rejet ; voix prépondérante de la présidence : [[casting_vote]]. Entre personnes ou entre "
        "options à égalité : [[tie.rule]].\n\n"
        "Chaque jour, les empreintes du registre des décisions et du journal sont envoyées, pour qu’elles soient gardées "
        "hors du site, à : [[proofs.witnesses]].",
        {
            "election.secret": elections,
            "secret.smallest_college": chosen(5, "Quatre voix unanimes diraient le vote de chacun"),
            "casting_vote": chosen(False, "Jamais par défaut en assemblée générale"),
            "tie.rule": chosen("further_ballot", "À défaut de règle des statuts"),
            "proofs.witnesses": chosen("both", "Une preuve que le site garde seul ne prouve pas grand-chose"),
        },
    )


def circles(number: str) -> ArticleText:
    """Consent in a circle, over several days."""
    return ArticleText(
        number,
        "Cercles et consentement",
        "Un cercle décide dans son domaine, par consentement : une proposition est adoptée quand plus aucune "
        "objection ne tient. À distance, chaque étape a son temps : questions, [[consent.questions]] ; réactions, "
        "[[consent.reactions]] ; positions, [[consent.positions]].\n\n"
        "Silence à l’échéance : [[consent.absent]]. Une prolongation, une seule fois : [[consent.extension]]. Aucune "
        "décision n’est prise par l’horloge tant qu’une objection est ouverte ; une nouvelle version remet les "
        "réponses à zéro.",
        {
            "consent.questions": chosen(4, "Exemple des guides de sociocratie"),
            "consent.reactions": chosen(3, "Exemple des guides de sociocratie"),
            "consent.positions": chosen(4, "Exemple des guides de sociocratie"),
            "consent.absent": chosen("all", "Sociocracy For All, politique A"),
            "consent.extension": chosen(True, "Sociocracy For All, politique A"),
        },
    )


def roles(number: str, *, term: SourcedValue) -> ArticleText:
    """Roles given without candidates."""
    return ArticleText(
        number,
        "Rôles",
        "Un rôle se confie par élection sans candidat : on décrit le rôle et sa durée, chacun nomme, dit ses raisons, "
        "peut changer ; on cherche le consentement sur un nom. Durée d’un rôle, sauf autre choix, en mois : "
        "[[election.term_months]].",
        {"election.term_months": term},
    )


def circle_votes(number: str) -> ArticleText:
    """A vote inside a circle."""
    return ArticleText(
        number,
        "Vote d’un cercle",
        "Un cercle peut voter ce qu’il choisit de ne pas décider par consentement. La majorité est de "
        "[[circle.threshold]], [[circle.comparator]], comptée sur [[circle.base]] ; au moins [[circle.quorum]] du cercle "
        "prend part. Le vote peut être changé jusqu’à la clôture : [[circle.may_change]] ; il se clôt avant l’heure "
        "[[circle.closes_early]].",
        {
            "circle.threshold": chosen("1/2"),
            "circle.comparator": chosen("gt"),
            "circle.base": chosen("expressed"),
            "circle.floor_guard": chosen(True),
            "circle.quorum": chosen("1/2"),
            "circle.may_change": chosen(True),
            "circle.closes_early": chosen("all_in"),
        },
    )


def consultations(number: str) -> ArticleText:
    """An opinion asked of everybody."""
    return ArticleText(
        number,
        "Consultations",
        "Une consultation demande un avis et n’engage pas. Une voix par membre, sans quorum ; l’avis est favorable si "
        "le pour dépasse [[consultation.threshold]] de ce qui est compté : [[consultation.base]].",
        {
            "consultation.threshold": chosen("1/2"),
            "consultation.comparator": chosen("gt"),
            "consultation.base": chosen("expressed"),
            "consultation.floor_guard": chosen(True),
            "consultation.may_change": chosen(True),
        },
    )


def amendments(number: str, *, by: SourcedValue) -> ArticleText:
    """How the code changes itself."""
    return ArticleText(
        number,
        "Changer ce code",
        "Ce code se modifie par le vote que voici : [[code.amended_by]]. L’amendement est préparé, gelé pendant le vote, "
        "et s’applique à la date que fixe la décision. Il ne change aucun résultat passé.",
        {"code.amended_by": by},
    )


def openness(number: str) -> ArticleText:
    """What is public."""
    return ArticleText(
        number,
        "Transparence",
        "Nos règles, nos comptes, nos projets et nos décisions sont publics, sauf ce que la loi ou une personne protège. "
        "Chaque décision entre dans un registre numéroté, que chacun peut vérifier.",
    )


def proxies(number: str, *, body: str, limit: dict[str, SourcedValue]) -> ArticleText:
    """Proxies, within a limit that differs from form to form."""
    return ArticleText(
        number,
        "Pouvoirs",
        f"{body} Cette limite vaut pour [[proxy.counted_per]]. Un pouvoir reçu au-delà est : [[proxy.overflow]]. Un pouvoir en blanc "
        "[[proxy.blank]] ; la présidence vote alors pour les projets présentés ou agréés par l’organe qui convoque, et "
        "contre tous les autres. Un pouvoir ne se transmet pas.\n\n"
        "La présence du mandant annule son pouvoir : [[proxy.presence_cancels]]. Le pouvoir vaut pour la seconde "
        "convocation sur le même ordre du jour : [[proxy.carried_over]]. Pouvoirs confiés à un membre intéressé : "
        "[[proxy.of_interested]].",
        {
            **limit,
            "proxy.counted_per": chosen(
                "person", "Les voix qui reviennent de droit ne sont pas des pouvoirs"
            ),
            "proxy.overflow": chosen("refuse", "Le mandant est prévenu aussitôt"),
            "proxy.blank": chosen("chair", "Repris de C. com. L225-106 III (SA)"),
            "proxy.presence_cancels": chosen(True, "Usage des coopératives"),
            "proxy.carried_over": chosen(True, "Repris de C. com. R225-79 (SA)"),
            "proxy.of_interested": known("kept", "Les sources diffèrent"),
        },
    )


def exclusion(number: str, *, source: str) -> ArticleText:
    """Exclusion by the members, with a hearing."""
    sure = read if source.startswith("C. com.") else chosen
    return ArticleText(
        number,
        "Exclusion",
        "L’exclusion est décidée par [[exclusion.by]] : [[exclusion.kind]]. Ses motifs sont écrits ; la personne est "
        "invitée au moins [[exclusion.hearing]] avant, elle est entendue si elle le souhaite, et la décision lui est "
        "notifiée.",
        {
            "exclusion.by": sure("members", source),
            "exclusion.kind": sure("extraordinary", source),
            "exclusion.hearing": chosen(8, "Repris de la loi du 7 mai 1917 art. 5"),
        },
    )
