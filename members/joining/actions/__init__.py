"""Acts by which people come in and are sent away, one module a topic."""
