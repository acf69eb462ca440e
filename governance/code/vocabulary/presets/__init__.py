"""Codes social to start from, one by legal form; each value says where it comes from and how sure that is.

A preset starts a draft, and counsel confirms it against the statutes of the house: it is not legal advice.
"""

from governance.code.vocabulary.presets import association, sarl, sas_esus, scic, scop
from governance.code.vocabulary.presets.shapes import Preset

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (sas_esus.PRESET, scic.PRESET, scop.PRESET, sarl.PRESET, association.PRESET)
}
