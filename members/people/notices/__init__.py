"""The notices about people and seats, and those to the keepers of the registers."""
