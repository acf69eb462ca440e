"""A mail server for tests, of which one says how it behaves: well, slowly, or not at all."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class MailServer:
    """What it does, and what it was sent. Everything may be changed while it runs."""

    port: int = 0
    greets: bool = True
    # Between two letters of an answer, in seconds: each keeps within every time-out of a single read.
    dribble: float = 0.0
    refuses: bytes = b""  # what it answers to a recipient, instead of taking it
    # What it answers to a message, with %s where it repeats what it was sent.
    answers: bytes = b"250 taken"
    connections: int = 0
    taken: list[Message] = field(default_factory=list)
    # Set once a client has sent its DATA, and waited for before it is told to go on.
    reached_data: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def identifiers(self) -> list[str]:
        return [message["Message-ID"] for message in self.taken]


class Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self.is_ = self.server.about
        self.is_.connections += 1
        with suppress(OSError):
            if not self.is_.greets:
                self.rfile.read()
                return
            self.say(b"220 stub")
            while (line := self.rfile.readline()) and self.answer(line.strip()):
                pass

    def say(self, words: bytes) -> None:
        line = words + b"\r\n"
        if not self.is_.dribble:
            self.wfile.write(line)
            return
        for k in range(len(line)):
            self.wfile.write(line[k : k + 1])
            time.sleep(self.is_.dribble)

    def answer(self, command: bytes) -> bool:
        verb = command[:4].upper()
        if verb == b"RCPT" and self.is_.refuses:
            self.say(self.is_.refuses)
        elif verb == b"DATA":
            self.take()
        elif verb == b"QUIT":
            self.say(b"221 bye")
            return False
        else:
            self.say(b"250 well")
        return True

    def take(self) -> None:
        self.is_.reached_data.set()
        self.is_.go_on.wait(30)
        self.say(b"354 go on")
        read = b""
        while (line := self.rfile.readline()) and line != b".\r\n":
            read += line
        if not line:
            return
        if self.is_.answers.startswith(b"250"):
            self.is_.taken.append(message_from_bytes(read))
        said = b" ".join(read.split())[-400:]
        self.say(self.is_.answers.replace(b"%s", said))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    about: MailServer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server while the block lasts; at first it behaves well."""
    about = MailServer()
    about.go_on.set()
    with _Server(("127.0.0.1", 0), Conversation) as server:
        server.about = about
        about.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield about
        finally:
            about.go_on.set()
            server.shutdown()


def nobody_listens() -> int:
    """A port on which no mail server is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
