"""Production's settings, for houses that tests serve: their database is made for the run, so the demo may stand beside it."""

from config import starting

starting.made_for_tests = True

from config.settings import *  # noqa: E402, F403
