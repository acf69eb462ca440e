"""The votes that are taken in a meeting, and on each question of its agenda."""
