"""Results of votes between options, as people read them: one small file for each family of rules."""

from votes.tally.readings.read import READERS, reading, readings, small
from votes.tally.readings.shapes import Drawing, Reading, Table

__all__ = ["READERS", "Drawing", "Reading", "Table", "reading", "readings", "small"]
