"""The tally: closes a round once, counts, keeps the result; a recount gives the same."""
