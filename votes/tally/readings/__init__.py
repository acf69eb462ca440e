"""Results of votes between options, as people read them: one small file for each family of rules."""

from votes.tally.readings.read import ALONE, READERS, reading, readings, small
from votes.tally.readings.shapes import Around, Drawing, Reading, Table

__all__ = ["ALONE", "READERS", "Around", "Drawing", "Reading", "Table", "reading", "readings", "small"]
