"""Circles: groups with an aim, a domain, members, roles and mandates, nested in one another."""
