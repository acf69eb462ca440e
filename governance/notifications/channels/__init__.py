"""The ways a notice travels."""
