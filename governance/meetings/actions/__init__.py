"""Acts on meetings, one module a topic."""
