"""Acts on the register of decisions, and on what proves it elsewhere."""
