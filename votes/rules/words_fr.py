"""The rules told in French."""

from __future__ import annotations

from votes.rules.words import Words

OPEN_TIE = (
    "Une égalité est annoncée comme telle. Elle n’est tranchée que par la règle annoncée avant l’ouverture du vote, "
    "ou par un nouveau vote."
)
ALL_WAYS = (
    "Quand deux options sont dernières à égalité et qu’aucune règle n’a été annoncée, on poursuit le dépouillement dans les deux sens : "
    "si le résultat est le même, l’égalité n’a rien changé ; sinon, les gagnants possibles sont annoncés à égalité."
)
FR = {
    "motion": Words(
        title="Pour, contre, abstention",
        in_short="Vous êtes pour, contre, ou vous vous abstenez ; le texte est adopté quand assez de voix sont pour.",
        how="Les voix pour sont comparées à la part que demande le code social : plus de la moitié, deux tiers… "
        "Une abstention est entendue et publiée, et ne pèse d’aucun côté.",
        ties="Autant de pour que de contre n’est pas une majorité : le texte n’est pas adopté.",
        fits="Un texte à adopter ou non : les résolutions d’une assemblée générale, les décisions courantes d’un cercle.",
    ),
    "yes_no": Words(
        title="Oui ou non",
        in_short="Oui ou non, avec la base, le seuil et le quorum d’une autre organisation.",
        how="Le oui doit dépasser une part des oui et des non, ou de tous les membres ; un quorum ou une seconde condition peuvent s’ajouter.",
        ties="À égalité, c’est non.",
        fits="Recompter un vote tenu ailleurs.",
    ),
    "plurality": Words(
        title="Le plus de voix",
        in_short="Vous choisissez une option ; celle qui a le plus de voix l’emporte.",
        how="Chaque bulletin compte pour une option. Les plus hauts totaux obtiennent les sièges, même sous la moitié. "
        "Un bulletin blanc ne compte pour personne, et personne n’est élu sans une voix.",
        ties=OPEN_TIE,
        fits="Deux options, ou un choix sans grand enjeu. À partir de trois, les options qui se ressemblent se nuisent.",
    ),
    "plurality_at_large": Words(
        title="Plusieurs noms, le plus de voix",
        in_short="Vous nommez jusqu’à autant de personnes qu’il y a de sièges ; les plus nommées sont élues.",
        how="Chaque nom d’un bulletin compte une fois. Les plus hauts totaux obtiennent les sièges. Personne n’est élu sans une voix.",
        ties=OPEN_TIE,
        fits="Un conseil élu sans façons. Une courte majorité peut prendre tous les sièges : "
        "pour les partager, préférez le vote unique transférable.",
    ),
    "two_round": Words(
        title="Deux tours",
        in_short="Plus de la moitié au premier tour suffit ; sinon, les deux premiers se retrouvent au second.",
        how="Vous choisissez une option. Avec plus de la moitié des voix, elle l’emporte aussitôt. Sinon les deux premières continuent, "
        "et celle qui a le plus de voix au second tour l’emporte. Les bulletins blancs ne sont pas dans la base.",
        ties="À égalité pour la deuxième place, toutes continuent. À égalité au second tour, la règle annoncée tranche ; sinon, personne n’est élu.",
        fits="Élire une personne que plus de la moitié accepte, dans une réunion où l’on peut voter deux fois.",
    ),
    "approval": Words(
        title="Approbation",
        in_short="Cochez tout ce que vous pouvez accepter ; l’option la plus cochée l’emporte.",
        how="Vous cochez une option, plusieurs, ou aucune. Chaque coche compte une fois, et en cocher une ne nuit jamais à une autre.",
        ties=OPEN_TIE,
        fits="Une date, un lieu, une courte liste : rapide, paisible, facile à expliquer.",
    ),
    "score": Words(
        title="Des points pour chaque option",
        in_short="Vous donnez des points à chaque option ; la plus forte somme l’emporte. Consultatif.",
        how="Vos points s’ajoutent à ceux de tous. Une option que vous laissez de côté n’en reçoit pas de vous.",
        ties="La règle annoncée tranche, par exemple qui a reçu le plus souvent la meilleure note ; sinon l’égalité est annoncée.",
        fits="Prendre la température. Qui exagère pèse davantage : c’est fait pour donner un avis, non pour décider.",
    ),
    "cumulative": Words(
        title="Des gommettes à répartir",
        in_short="Vous avez quelques points et les répartissez à votre guise ; la plus forte somme l’emporte. Consultatif.",
        how="Mettez-les tous sur une option ou répartissez-les. Ceux que vous gardez sont perdus. On compare les sommes.",
        ties=OPEN_TIE,
        fits="Choisir des priorités ensemble, en atelier. C’est un avis : un petit groupe qui met tous ses points au même endroit pèse lourd.",
    ),
    "quadratic": Words(
        title="Vote quadratique",
        in_short="Une voix pour une option coûte 1 crédit, deux en coûtent 4, trois en coûtent 9 ; le plus de voix l’emporte. Consultatif.",
        how="Vous avez autant de crédits que les autres. Vous pouvez tenir beaucoup à une chose, et cela coûte de plus en plus.",
        ties=OPEN_TIE,
        fits="Savoir à quel point chacun tient à chaque chose. C’est un avis, et il faut être sûr qu’une personne vote une seule fois.",
    ),
    "majority_judgment": Words(
        title="Jugement majoritaire",
        in_short="Vous donnez à chaque option une mention, en mots ; la meilleure mention médiane l’emporte.",
        how="Pour chaque option, on range les mentions de la pire à la meilleure, et celle du milieu est sa mention majoritaire : au moins la moitié "
        "des votants pensent qu’elle mérite cela ou mieux. À mention égale, on en retire une de chaque côté, et l’on regarde à nouveau.",
        ties="Seules restent à égalité des options qui ont reçu exactement les mêmes mentions ; la règle annoncée tranche, sinon l’égalité est annoncée.",
        fits="Deux à sept options ou personnes. On sait ce que chacune vaut aux yeux de tous, et si toutes sont rejetées.",
    ),
    "borda": Words(
        title="Des points selon le rang (Borda)",
        in_short="Vous classez les options ; chaque rang rapporte des points, et la plus forte somme l’emporte. Consultatif.",
        how="Avec cinq options, le premier rang rapporte 4 points, le deuxième 3, et ainsi de suite jusqu’à 0. "
        "Celles que vous ne classez pas se partagent le reste.",
        ties=OPEN_TIE,
        fits="Un avis sur une liste, quand on cherche un large accord. Ajouter des options semblables change le résultat : pas pour décider.",
    ),
    "irv": Words(
        title="Vote alternatif",
        in_short="Vous classez les options ; la dernière est éliminée, encore et encore, jusqu’à ce qu’une ait la majorité.",
        how="Votre bulletin compte pour votre premier choix. S’il est éliminé, votre bulletin va au suivant. On s’arrête quand une option "
        "a plus de la moitié des bulletins qui comptent encore.",
        ties=ALL_WAYS,
        fits="Élire une personne en un seul vote, là où deux tours demanderaient deux réunions.",
    ),
    "condorcet": Words(
        title="Vainqueur de Condorcet",
        in_short="Vous classez les options ; celle qui bat chacune des autres en duel l’emporte, s’il y en a une.",
        how="Votre classement dit qui vous préférez dans chaque duel. Tous les duels sont comptés. Une option que vous ne classez pas vient "
        "après celles que vous classez.",
        ties="Il arrive que personne ne batte tout le monde : alors personne ne l’emporte. Schulze et les paires classées trouvent toujours.",
        fits="Vérifier si une option dépasse toutes les autres.",
    ),
    "schulze": Words(
        title="En duels (Schulze)",
        in_short="Vous classez les options ; celle qui résiste le mieux à tous les duels l’emporte.",
        how="Tous les duels sont comptés. Si une option gagne tous les siens, elle l’emporte. S’ils tournent en rond, une option peut en battre une autre "
        "par une chaîne de duels, forte comme son maillon le plus faible ; les chaînes les plus fortes décident.",
        ties="Rares quand les votants sont nombreux. Les options à égalité sont annoncées ; la règle annoncée tranche entre elles.",
        fits="Plusieurs versions d’un texte, plusieurs chemins possibles : le meilleur compromis ressort, et les options semblables ne se nuisent pas.",
    ),
    "ranked_pairs": Words(
        title="En duels (paires classées)",
        in_short="Vous classez les options ; les duels les plus nets sont retenus d’abord, et aucun qui les contredise.",
        how="Les duels sont rangés, les plus nets d’abord. Chacun est retenu, sauf s’il ferme un cercle avec ceux qui le sont déjà. "
        "L’emporte celle qu’aucun duel retenu ne bat.",
        ties="Les duels égaux sont traités ensemble. Celles qui restent à égalité sont annoncées ; la règle annoncée tranche entre elles.",
        fits="Comme Schulze, pour qui aime lire le dépouillement pas à pas.",
    ),
    "stv_scottish": Words(
        title="Vote unique transférable (écossais)",
        in_short="Vous classez des personnes ; les sièges se partagent en proportion, et presque aucune voix n’est perdue.",
        how="Qui atteint le quota est élu, et ce qu’il a en trop va aux choix suivants de tous ses bulletins, à une valeur réduite, "
        "coupée à cinq décimales. Quand personne n’a rien en trop, le dernier est éliminé, et ses bulletins continuent.",
        ties="Les étapes précédentes tranchent ; puis le sort, annoncé d’avance.",
        fits="Un conseil ou un comité de trois à neuf personnes qui ressemble à ses membres. Cela se compte à la main, et se fait depuis des années.",
    ),
    "stv_wigm": Words(
        title="Vote unique transférable (Gregory)",
        in_short="Vous classez des personnes ; les sièges se partagent en proportion, en fractions exactes.",
        how="Comme le décompte écossais : un quota, des excédents qui passent à une valeur réduite, des éliminations. Rien n’est arrondi, "
        "ou bien comme le fait une autre organisation.",
        ties=ALL_WAYS,
        fits="Les mêmes élections, ou recompter celle qu’un autre programme a dépouillée.",
    ),
    "stv_meek": Words(
        title="Vote unique transférable (Meek)",
        in_short="Vous classez des personnes ; les sièges se partagent dans la plus juste proportion, par ordinateur.",
        how="Qui est élu garde de chaque bulletin juste ce qu’il lui faut, et le reste continue, même vers une personne élue. Après chaque "
        "élimination tout est partagé de nouveau, comme si la personne éliminée ne s’était pas présentée.",
        ties=ALL_WAYS,
        fits="Les mêmes élections, quand la justesse compte plus que de compter à la main.",
    ),
    "pb_greedy": Words(
        title="Budget, les plus soutenus d’abord",
        in_short="Vous choisissez des projets ; les plus soutenus sont financés tant qu’il y a de l’argent.",
        how="Les projets sont pris du plus soutenu au moins soutenu. Celui qui dépasse ce qui reste est passé, ou arrête le compte, "
        "comme annoncé. Un soutien minimal peut être demandé.",
        ties="Une égalité ne compte que si les deux ne tiennent pas ; la règle annoncée tranche, sinon les résultats possibles sont annoncés.",
        fits="Un budget que tout le monde comprend d’emblée. Une majorité peut tout prendre : pour le répartir, préférez les parts égales.",
    ),
    "pb_equal_shares": Words(
        title="Budget à parts égales",
        in_short="Chacun tient la même part de l’argent, et ceux qui soutiennent un projet le paient ensemble.",
        how="Un projet est financé quand ceux qui le soutiennent ont encore assez. Passe d’abord celui qui coûte le moins à chacun pour ce qu’il "
        "apporte. Ce qui reste est dépensé comme annoncé d’avance.",
        ties="L’ordre annoncé : le plus de soutiens, puis le moindre coût. Sinon les résultats possibles sont annoncés.",
        fits="Un budget où chaque groupe, même petit, obtient sa part.",
    ),
    "sortition": Words(
        title="Tirage au sort",
        in_short="Des noms sont tirés à partir d’une graine publiée : chacun peut refaire le tirage.",
        how="Chaque nom reçoit un nombre calculé à partir de la graine, du collège et du nom. Dans chaque collège, les plus petits nombres sont tirés, "
        "et les suivants forment la réserve.",
        ties="Il n’y en a pas.",
        fits="Un jury, un comité de relecture, des scrutateurs : des personnes que nul n’a choisies.",
    ),
}
