"""Many open sockets in one process: what arrives at each of them, and how late.

    python -m benchmarks.sockets PORT PATH SOCKETS TRIGGERS     (TRIGGERS: a file, one JSON object a line)

Prints "open" when all are, waits for a line on its input, then fires the triggers one by one and prints
one JSON object. A trigger is either bytes to write to an HTTP port, {"port": …, "request": …}, or a text to
send on the first socket, {"text": …}; after each, every socket is waited for.
"""

import asyncio
import base64
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

AT_ONCE = 50
PATIENCE = 30.0  # seconds
REST = 0.7  # seconds between two updates: longer than the pace of a topic


class Wave:
    """One update under way: when each socket had it."""

    def __init__(self, sockets: int) -> None:
        self.began, self.sockets, self.took = time.perf_counter(), sockets, list[float]()
        self.done = asyncio.get_running_loop().create_future()

    def arrived(self) -> None:
        self.took.append(1000 * (time.perf_counter() - self.began))
        if len(self.took) == self.sockets and not self.done.done():
            self.done.set_result(None)


class Socket(asyncio.Protocol):
    """The least a browser does: shakes hands, answers pings, takes texts."""

    wave: Wave | None = None
    frames = 0
    size = 0

    def __init__(self, path: str, port: int) -> None:
        self.path, self.port = path, port
        self.buffer, self.opened, self.told = b"", asyncio.get_running_loop().create_future(), None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.opened.done():
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            self.buffer = rest
            self.opened.set_result(head[9:12] == b"101")
        while frame := self._next():
            self._heard(*frame)

    def _next(self) -> tuple[int, bytes] | None:
        """Cut one whole frame off the buffer; servers do not mask."""
        if len(self.buffer) < 2:
            return None
        length, start = self.buffer[1] & 127, 2
        if length >= 126:
            start = 4 if length == 126 else 10
            length = int.from_bytes(self.buffer[2:start], "big")
        if len(self.buffer) < start + length:
            return None
        kind, body = self.buffer[0] & 15, self.buffer[start : start + length]
        self.buffer = self.buffer[start + length :]
        return kind, body

    def _heard(self, kind: int, body: bytes) -> None:
        if kind == 9:
            self.transport.write(bytes([0x8A, 0x80 | len(body), 0, 0, 0, 0]) + body)
        if kind != 1:
            return
        Socket.frames += 1
        Socket.size = len(body)
        if Socket.wave is not None and self.told is not Socket.wave:
            self.told = Socket.wave
            Socket.wave.arrived()

    def send(self, text: bytes) -> None:
        """Send a short text, masked with zeros as the protocol lets a client do."""
        self.transport.write(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_result(False)


async def open_all(port: int, path: str, sockets: int) -> list[Socket]:
    loop, opened = asyncio.get_running_loop(), list[Socket]()
    for first in range(0, sockets, AT_ONCE):
        batch = [Socket(path, port) for _ in range(first, min(first + AT_ONCE, sockets))]
        await asyncio.gather(*(loop.create_connection(lambda s=s: s, "127.0.0.1", port) for s in batch))
        if not all(await asyncio.gather(*(s.opened for s in batch))):
            sys.exit("a socket was refused")
        opened += batch
    return opened


async def fire(trigger: dict[str, Any], first: Socket) -> None:
    if "text" in trigger:
        first.send(trigger["text"].encode())
        return
    reader, writer = await asyncio.open_connection("127.0.0.1", trigger["port"])
    writer.write(trigger["request"].encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if head[9:12] != b"302":
        sys.exit(f"the update was refused: {head[:60]!r}")
    writer.close()


async def waves(opened: list[Socket], triggers: list[dict[str, Any]]) -> list[list[float]]:
    """Fire each trigger; return how late each socket had it, in ms, sorted."""
    delays = []
    for trigger in triggers:
        Socket.wave = wave = Wave(len(opened))
        await fire(trigger, opened[0])
        await asyncio.wait_for(wave.done, PATIENCE)
        delays.append(sorted(wave.took))
        await asyncio.sleep(REST)
    return delays


async def run(port: int, path: str, sockets: int, triggers: list[dict[str, Any]]) -> dict[str, Any]:
    began = time.perf_counter()
    opened = await open_all(port, path, sockets)
    seconds = time.perf_counter() - began
    await asyncio.sleep(1.5)
    print("open", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    delays = (await waves(opened, triggers))[1:]  # the first warms both sides
    Socket.wave, Socket.frames = None, 0
    print("idle", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    middle = sorted(delays, key=lambda took: took[len(took) * 95 // 100])[len(delays) // 2]
    return {
        "opened_per_second": sockets / seconds, "p50": middle[sockets // 2], "p95": middle[sockets * 95 // 100],
        "last": middle[-1], "bytes": Socket.size, "frames_each": Socket.frames / sockets,
    }  # fmt: skip


def more_files() -> None:
    """Ask for as many open files as this machine gives."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main() -> None:
    more_files()
    port, path, sockets, file = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    triggers = [json.loads(line) for line in file.read_text().splitlines()]
    uvloop.install()
    print(json.dumps(asyncio.run(run(port, path, sockets, triggers))))


if __name__ == "__main__":
    main()
