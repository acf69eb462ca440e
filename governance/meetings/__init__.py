"""Meetings: what is called, when, and what is on its agenda."""
