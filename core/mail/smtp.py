"""Django's SMTP, with an end to the whole dialogue and not to each read of it alone.

A server that gives one letter every ten seconds keeps within every read's time-out for ever; and a sender
that stood still (a frozen container, a machine that slept) must not go on with a mail that somebody else
has taken over meanwhile.
"""

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends import smtp

from core.clock import ticks
from core.outbox.actions import is_still_held

LONGEST = 60.0  # seconds, where the settings say nothing
FAREWELL = 2.0  # seconds
# The lone dot that ends a message: once the server has read it, the mail is sent.
END = b"\r\n.\r\n"


class Answers:
    """The lines that a server says, read until a deadline that does not move."""

    def __init__(self, sock: Any, left: Callable[[], float]) -> None:
        self.sock = sock
        self.left = left
        self.received = b""

    def readline(self, most: int) -> bytes:
        """Read one line, or what there is of it when the server hangs up or `most` is reached."""
        while b"\n" not in self.received and len(self.received) < most:
            self.sock.settimeout(self.left())
            if not (chunk := self.sock.recv(4096)):
                break
            self.received += chunk
        end = min(self.received.find(b"\n") + 1 or len(self.received), most)
        line, self.received = self.received[:end], self.received[end:]
        return line

    def close(self) -> None:
        """The socket is closed by whoever opened it."""


class Dialogue(smtplib.SMTP):
    """One conversation with a mail server, over within `timeout` seconds, whatever the server does."""

    def __init__(self, host: str, port: int, *, timeout: float = LONGEST, **options: Any) -> None:
        self.until = ticks() + timeout
        super().__init__(host, port, timeout=timeout, **options)

    def left(self) -> float:
        """How many seconds there are left. Raises TimeoutError when there are none."""
        left = self.until - ticks()
        if left <= 0:
            raise TimeoutError("the mail server took too long")
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        # Not to be found in the stubs: where smtplib opens its socket.
        return super()._get_socket(host, port, self.left())  # type: ignore[misc]

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = Answers(self.sock, self.left)
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.left())
        if isinstance(s, bytes) and s.endswith(END) and not is_still_held():
            raise TimeoutError("somebody else has taken this mail over")
        super().send(s)


class Backend(smtp.EmailBackend):
    """Sends each mail in a dialogue that ends in time."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Dialogue

    def _close_connection(self, connection: Dialogue) -> None:
        """Take leave, briefly. The message was taken already, or refused: what is said after it changes nothing."""
        connection.until = min(connection.until, ticks() + FAREWELL)
        try:
            connection.quit()
        except OSError:
            connection.close()
