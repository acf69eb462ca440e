"""python -m tests.upgraded: bring a kept database up to this release, then look at all that must have come through.

Run by `tests/test_upgrades.py`, in a process of its own for each database; what it finds is printed as JSON.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import StringIO

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from core.append_only import unguarded  # noqa: E402
from core.frozen import thawed  # noqa: E402
from core.outbox.actions import drain, sweep  # noqa: E402
from core.outbox.models import Errand  # noqa: E402
from core.outbox.watch import lanes  # noqa: E402
from demo.cast import faces  # noqa: E402
from votes.rounds.models import Round  # noqa: E402

FEW = 2


def main() -> None:
    """Upgrade as the owner; look as the role of the site, where there is one."""
    call_command("upgrade", verbosity=0)
    if settings.APP_ROLE:
        connection.close()
        connection.settings_dict["USER"] = settings.APP_ROLE
    found = {
        "unguarded": [*unguarded(), *thawed()],
        "register": said("verify_register"),
        "rounds": rounds(),
        "pages": dict(pages()),
        "errands": errands(),
    }
    json.dump(found, sys.stdout)


def said(command: str, *arguments: object) -> list[str]:
    """What a command says; its last line is why it failed, if it did."""
    told = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=told, stderr=told)
    except CommandError as problem:
        return [*told.getvalue().splitlines(), f"FAILED {problem}"]
    return told.getvalue().splitlines()


def rounds() -> dict[int, list[str]]:
    """What is said of every round that opened."""
    opened = Round.objects.filter(opened_at__isnull=False).order_by("pk")
    return {round_.pk: said("verify_round", round_.pk) for round_ in opened}


def pages() -> Iterator[tuple[str, int]]:
    """The pages that each person of the demo comes to from their own, and a visitor from the front: address and answer.

    What everybody comes to is opened by the first few.
    """
    opened: Counter[str] = Counter()
    for name, person in [("visitor", None), *((role, person) for role, _part, person in faces())]:
        client = Client(raise_request_exception=False)
        if person is not None:
            client.force_login(person)
        first = "/open/" if person is None else "/home/"
        page = client.get(first)
        yield f"{name} {first}", page.status_code
        for path in sorted(set(re.findall(r'href="(/[^"#]*)"', page.content.decode()))):
            opened[path] += 1
            if opened[path] <= FEW and not path.startswith(("/static/", "/demo/")):
                yield f"{name} {path}", client.get(path).status_code


def errands() -> list[str]:
    """What went wrong with the first errands of each lane that the earlier release had left undone."""
    sweep()
    for lane in lanes():
        drain(lane, limit=20)
    return [f"{e.kind}: {e.error}" for e in Errand.objects.filter(tries__gt=0).exclude(error="")]


if __name__ == "__main__":
    main()
