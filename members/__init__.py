"""Who we are: persons, seats, colleges, stakeholder groups."""
