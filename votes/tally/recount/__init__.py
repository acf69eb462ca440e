"""The program that counts a published box again: one file made of the very modules that count here."""

from votes.tally.recount.build import build

__all__ = ["build"]
