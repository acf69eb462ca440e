"""Rounds: a frozen text, its rule with the articles it comes from, its deadline, its roll of voices."""
