"""Proxies: who carries whose voice, within which limits, and why somebody carries none."""
