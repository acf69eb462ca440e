"""Acts on proposals, one module a topic."""
