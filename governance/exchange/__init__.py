"""Exchange: the demo organisation, and what goes in and out of the house."""
