"""A small, fast client: raw HTTP over keep-alive sockets, one loop, distinct people.

    python -m benchmarks.load REQUESTS CLIENTS PORT…    (REQUESTS: one raw request a line, as JSON strings)

Prints one JSON object: answers by status, seconds, latencies. It runs as a process of its own, so that
what it costs is not counted with what it measures.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvloop


async def client(port: int, requests: Iterator[bytes], statuses: Counter[str], took: list[float]) -> None:
    """Send what is left of the requests, one after the other, on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0
        )
        if length:
            await reader.readexactly(length)
        took.append(time.perf_counter() - began)
        statuses[head[9:12].decode()] += 1
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def run(ports: list[int], requests: list[bytes], clients: int) -> dict[str, Any]:
    """Share the requests between the clients; return what happened."""
    waiting, statuses, took = iter(requests), Counter[str](), list[float]()
    began = time.perf_counter()
    await asyncio.gather(*(client(ports[k % len(ports)], waiting, statuses, took) for k in range(clients)))
    seconds = time.perf_counter() - began
    took.sort()
    return {
        "status": dict(statuses), "seconds": seconds, "per_second": len(took) / seconds,
        "p50": took[len(took) // 2] * 1000, "p95": took[int(len(took) * 0.95)] * 1000,
    }  # fmt: skip


def main() -> None:
    file, clients, ports = Path(sys.argv[1]), int(sys.argv[2]), [int(port) for port in sys.argv[3:]]
    requests = [json.loads(line).encode() for line in file.read_text().splitlines()]
    uvloop.install()
    print(json.dumps(asyncio.run(run(ports, requests, clients))))


if __name__ == "__main__":
    main()
