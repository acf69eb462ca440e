"""Acts on meetings as they are held, one module a topic."""
