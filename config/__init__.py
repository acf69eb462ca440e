"""Settings, street map and processes: knows all rooms, known by none."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
