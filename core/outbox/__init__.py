"""The outbox: what must still happen is a row, and whoever is present does it."""
