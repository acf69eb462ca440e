"""With this folder on PYTHONPATH, a process goes by a clock that is CLOCK_AHEAD seconds ahead from its first line on."""

import os

from tests.clocks import set_ahead

set_ahead(float(os.environ.get("CLOCK_AHEAD", "0")))
