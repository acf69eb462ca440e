"""A clock of its own for a process: ahead of the machine's, or behind it, without touching the machine's."""

import ctypes
import datetime
import gc
import time

_time, _nanoseconds = time.time, time.time_ns
_now, _utcnow = datetime.datetime.now, datetime.datetime.utcnow
# A built-in class takes no new methods, but its dictionary does: whoever imported it already is shifted as well.
(_methods,) = gc.get_referents(datetime.datetime.__dict__)


def set_ahead(seconds: float) -> None:
    """Let this process go by a clock that is so many seconds ahead; 0 gives it back the machine's."""
    later = datetime.timedelta(seconds=seconds)
    time.time = lambda: _time() + seconds
    time.time_ns = lambda: _nanoseconds() + int(seconds * 1e9)
    _methods["now"] = classmethod(lambda cls, tz=None: _now(tz) + later)
    _methods["utcnow"] = classmethod(lambda cls: _utcnow() + later)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))
