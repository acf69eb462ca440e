"""Storm after storm for some minutes; every seed is printed before it blows, and blows again when it is given.

make shake                          ten minutes, from a seed drawn now
make shake SEED=4711 MINUTES=1      the storm 4711 first, then 4712, 4713… while there is time
"""

import os
import random
import sys
import time

import django

from tests.processes import production


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    # The checker reads entries of the register as the house writes them; it needs Django set up.
    from tests.faults.promises import broken
    from tests.faults.storm import Storm, found

    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    until = time.monotonic() + 60 * float(os.environ.get("MINUTES") or 10)
    with production(demo=False) as house:
        people = found(house)
        while True:
            print(f"SEED={seed}", end=" ", flush=True)
            storm = Storm(house, people, seed)
            faults = broken(storm.history, storm.run())
            print(f"{len(storm.history.casts)} ballots sent; broken: {faults or 'nothing'}", flush=True)
            if faults:
                return 1
            if time.monotonic() > until:
                return 0
            seed += 1


if __name__ == "__main__":
    sys.exit(main())
