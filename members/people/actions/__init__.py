"""Acts on people and their seats, one module a topic."""
