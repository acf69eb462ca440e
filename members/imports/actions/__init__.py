"""Acts on imports: what people ask for, the long work behind, and what it writes many rows at a time."""
