"""Acts on the vote of a proposal, one module a topic."""
