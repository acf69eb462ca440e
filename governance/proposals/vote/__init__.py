"""How a proposal is decided by a vote: who is asked and what, prepared, opened, led, settled; and why somebody may not."""
