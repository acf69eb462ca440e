"""How we count: rules, rounds, ballots, tally."""
