"""What we decide, and under which rules; above it, the outlets that show it."""
