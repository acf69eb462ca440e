"""Home: what awaits my voice now."""
