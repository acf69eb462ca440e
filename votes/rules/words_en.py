"""The rules told in English."""

from __future__ import annotations

from votes.rules.words import Words

OPEN_TIE = "A tie is announced as a tie. It is broken only by the rule stated before the vote opened, or voted again."
ALL_WAYS = (
    "When two options tie for last place and no rule was stated, the count is carried on both ways: "
    "if the result is the same, the tie changed nothing; if not, the possible winners are announced as tied."
)
EN = {
    "motion": Words(
        title="For, against, abstain",
        in_short="You are for, against, or you abstain; the text is adopted when enough voices are for it.",
        how="The voices for are compared with the share that the code social asks for: more than half, two thirds… "
        "An abstention is heard and published, and weighs on neither side.",
        ties="As many for as against is not a majority: the text is not adopted.",
        fits="One text to adopt or not: the resolutions of a general meeting, the ordinary decisions of a circle.",
    ),
    "yes_no": Words(
        title="Yes or no",
        in_short="Yes or no, with the base, threshold and quorum of another body.",
        how="Yes must pass a share of the yes and no votes, or of all members; a quorum or a second condition may be added.",
        ties="A tie is not carried.",
        fits="Counting again a vote held elsewhere.",
    ),
    "plurality": Words(
        title="Most votes",
        in_short="You choose one option; the one with most votes wins.",
        how="Each ballot counts for one option. The highest totals take the seats, even below half. "
        "A blank paper counts for nobody, and nobody is elected without a vote.",
        ties=OPEN_TIE,
        fits="Two options, or a choice without much at stake. With three or more, similar options hurt each other.",
    ),
    "plurality_at_large": Words(
        title="Several names, most votes",
        in_short="You name up to as many people as there are seats; those named most often are elected.",
        how="Each name on a ballot counts once. The highest totals take the seats. Nobody is elected without a vote.",
        ties=OPEN_TIE,
        fits="A board chosen without fuss. A group with a small majority may take every seat: "
        "prefer the single transferable vote to share them.",
    ),
    "two_round": Words(
        title="Two rounds",
        in_short="More than half in the first round elects; otherwise the two leaders meet in a second.",
        how="You choose one option. With more than half of the votes, it wins at once. Otherwise the two leaders go on, "
        "and the one with most votes in the second round wins. Blank papers are not in the base.",
        ties="Equal for second place: all of them go on. Equal in the second round: the rule stated before decides, or nobody.",
        fits="Electing one person whom more than half accept, in a meeting where people can vote twice.",
    ),
    "approval": Words(
        title="Approval",
        in_short="Tick everything you can accept; the option with most ticks wins.",
        how="You may tick one option, several, or none. Each tick counts once, and ticking one never harms another.",
        ties=OPEN_TIE,
        fits="A date, a place, a short list: fast, calm, and easy to explain.",
    ),
    "score": Words(
        title="Points for each option",
        in_short="You give points to each option; the highest sum wins. Consultative.",
        how="Your points are added to everybody's. An option that you leave out gets none from you.",
        ties="The rule stated before decides, for instance who was given the highest mark more often; otherwise the tie is announced.",
        fits="Taking the temperature. Whoever exaggerates weighs more, so it is for advice and not for decisions.",
    ),
    "cumulative": Words(
        title="Dots to spend",
        in_short="You have a few points and spend them as you like; the highest sum wins. Consultative.",
        how="Put them all on one option or spread them. Points that you keep are lost. The sums are compared.",
        ties=OPEN_TIE,
        fits="Setting priorities together, in a workshop. It is advice: a small group that piles up its points weighs a lot.",
    ),
    "quadratic": Words(
        title="Quadratic vote",
        in_short="Your first vote for an option costs 1 credit, two cost 4, three cost 9; most votes win. Consultative.",
        how="You have the same credits as everybody. Caring a lot about one thing is possible, and costs more and more.",
        ties=OPEN_TIE,
        fits="Finding out how strongly people care. It is advice, and needs to be sure that one person is one voter.",
    ),
    "majority_judgment": Words(
        title="Majority judgment",
        in_short="You give each option a grade in words; the one with the best middle grade wins.",
        how="For each option, grades are lined up from worst to best, and the middle one is its majority grade: at least half of "
        "the voters think it deserves that or better. Where two are equal, one such grade is taken out of each, and one looks again.",
        ties="Only options that received exactly the same grades stay tied; then the rule stated before decides, or the tie is announced.",
        fits="Two to seven options or people. It says what is thought of each, and shows when all are rejected.",
    ),
    "borda": Words(
        title="Points for places (Borda)",
        in_short="You rank the options; each place brings points, and the highest sum wins. Consultative.",
        how="With five options the first place brings 4 points, the second 3, and so on down to 0. "
        "Options that you do not rank share what is left.",
        ties=OPEN_TIE,
        fits="Advice on a list where a broad agreement matters. Adding look-alike options changes the result: not for decisions.",
    ),
    "irv": Words(
        title="Instant run-off",
        in_short="You rank the options; the last is excluded again and again, until one has a majority.",
        how="Your ballot counts for your first choice. If it is excluded, your ballot goes to your next one. It stops when an option "
        "has more than half of the ballots that still count.",
        ties=ALL_WAYS,
        fits="Electing one person in one vote, where the two rounds would take two meetings.",
    ),
    "condorcet": Words(
        title="Condorcet winner",
        in_short="You rank the options; the one that beats every other head to head wins, if there is one.",
        how="Your ranking says whom you prefer in each duel. Every duel is counted. An option that you do not rank comes after "
        "those you do.",
        ties="Sometimes nobody beats everybody: then there is no winner. Schulze and ranked pairs always find one.",
        fits="Checking whether one option stands above all others.",
    ),
    "schulze": Words(
        title="Head to head (Schulze)",
        in_short="You rank the options; the one that best withstands every duel wins.",
        how="Every duel is counted. If one option wins all its duels, it wins. If they go round in a circle, an option may beat another "
        "through a chain of duels, as strong as its weakest link; the strongest chains decide.",
        ties="Rare among many voters. Those who tie are announced; the rule stated before decides between them.",
        fits="Several versions of a text, or several ways to go: the best compromise comes out, and similar options do not harm each other.",
    ),
    "ranked_pairs": Words(
        title="Head to head (ranked pairs)",
        in_short="You rank the options; the clearest duels are locked first, and none that contradicts them.",
        how="Duels are sorted, the clearest first. Each is locked, unless it would close a circle with those already locked. "
        "The winner is the one that no locked duel beats.",
        ties="Equal duels are treated together. Those who still tie are announced; the rule stated before decides between them.",
        fits="The same as Schulze, for those who like to read the count step by step.",
    ),
    "stv_scottish": Words(
        title="Single transferable vote (Scottish)",
        in_short="You rank people; seats are shared in proportion, and hardly any vote is lost.",
        how="Whoever reaches the quota is elected, and what they have beyond it goes to the next choices of all their ballots, at a "
        "reduced value cut to five decimals. When nobody has too much, the last is excluded, and their ballots go on.",
        ties="The earlier stages decide; then the lot stated before.",
        fits="A board or committee of three to nine people that looks like its members. It can be counted by hand and has been for years.",
    ),
    "stv_wigm": Words(
        title="Single transferable vote (Gregory)",
        in_short="You rank people; seats are shared in proportion, in exact fractions.",
        how="As in the Scottish count: quota, surpluses that move at a reduced value, exclusions. Nothing is rounded, "
        "or it is rounded as another body does.",
        ties=ALL_WAYS,
        fits="The same elections, or counting again one held with another program.",
    ),
    "stv_meek": Words(
        title="Single transferable vote (Meek)",
        in_short="You rank people; seats are shared in the fairest proportion, by computer.",
        how="Everybody elected keeps just what they need of each ballot, and the rest goes on, even to somebody elected. After each "
        "exclusion all is shared out anew, as if the excluded had never stood.",
        ties=ALL_WAYS,
        fits="The same elections, when fairness matters more than counting by hand.",
    ),
    "pb_greedy": Words(
        title="Budget, best supported first",
        in_short="You choose projects; the best supported are funded while there is money.",
        how="Projects are taken from the best supported down. One that does not fit in what is left is passed over, or ends the count, "
        "as was stated. Some projects may need a minimum of support.",
        ties="A tie matters only where both do not fit; then the rule stated before decides, or the possible results are announced.",
        fits="A budget that everybody understands at once. A majority may take it all: prefer equal shares to spread it.",
    ),
    "pb_equal_shares": Words(
        title="Budget in equal shares",
        in_short="Everybody holds the same part of the money, and those who support a project pay for it together.",
        how="A project is funded when its supporters still have enough. The one that costs each of them least for what it brings goes "
        "first. What is left is spent as was stated beforehand.",
        ties="The order stated before: most supporters, then the lower cost. Otherwise the possible results are announced.",
        fits="A budget in which each group, even a small one, gets its share.",
    ),
    "sortition": Words(
        title="Drawing lots",
        in_short="Names are drawn from a published seed, so that anyone can draw them again.",
        how="Each name receives a number computed from the seed, the college and the name. In each college the smallest numbers are drawn, "
        "and the next are the reserves.",
        ties="There are none.",
        fits="A jury, a review panel, tellers: people whom nobody chose.",
    ),
}
