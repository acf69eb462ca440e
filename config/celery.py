"""Celery and its timetable: beat asks for a drain, the worker drains."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("assemblage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["core.outbox"])
# A dead worker must not find a pile of old messages: each one is about now, and expires.
app.conf.beat_schedule = {
    "decide": {
        "task": "outbox.drain",
        "schedule": 1.0,
        "args": ["decide"],
        "options": {"queue": "decide", "expires": 5},
    },
    "send": {
        "task": "outbox.drain",
        "schedule": 2.0,
        "args": ["send"],
        "options": {"queue": "send", "expires": 10},
    },
    "work": {
        "task": "outbox.drain",
        "schedule": 2.0,
        "args": ["work"],
        "options": {"queue": "work", "expires": 10},
    },
    "sweep": {
        "task": "outbox.sweep",
        "schedule": 30.0,
        "options": {"queue": "decide", "expires": 20},
    },
}
app.conf.task_default_queue = "decide"
