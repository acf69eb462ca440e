"""Acts on the voices of a meeting or of a vote: one module a topic."""
