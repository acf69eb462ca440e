"""Being told: from a line of the journal to the people it concerns, once each."""
