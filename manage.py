#!/usr/bin/env python
"""The command line of Assemblage."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Assemblage is not installed here yet: run `make run` first.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Assemblage does not start. {problem}")


if __name__ == "__main__":
    main()
