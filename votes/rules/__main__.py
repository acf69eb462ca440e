"""python -m votes.rules FILE: count a case, without anything but Python."""

from __future__ import annotations

import sys

from votes.rules.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
