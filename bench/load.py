"""A cheap HTTP/1.1 load generator: keep-alive connections on asyncio streams, optionally at a fixed rate."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Load:
    """What was measured: seconds per answered request, by status, and how long it took in all."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Answered requests per second."""
        return len(self.seconds) / self.took if self.took else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds at this share of the answers."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")

    def as_dict(self) -> dict[str, object]:
        """Plain figures for JSON."""
        return {
            "requests": len(self.seconds),
            "rate_per_s": round(self.rate, 1),
            "p50_ms": round(self.percentile(0.5), 1),
            "p95_ms": round(self.percentile(0.95), 1),
            "mean_ms": round(statistics.fmean(self.seconds) * 1000, 1) if self.seconds else None,
            "statuses": self.statuses,
        }


MakeRequest = Callable[[int], bytes]


async def run(
    host: str,
    port: int,
    make: MakeRequest,
    *,
    clients: int,
    seconds: float,
    rate: float | None = None,
    gate: asyncio.Event | None = None,
) -> Load:
    """Send ``make(n)`` (a whole HTTP request) from so many clients for so many seconds.

    ``rate`` limits the total; a closed ``gate`` holds all clients back.
    """
    load, counter, began = Load(), iter(range(10**9)), time.perf_counter()
    deadline = began + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        while True:
            n = next(counter)
            if rate:
                await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
            if gate:
                with suppress(TimeoutError):
                    await asyncio.wait_for(gate.wait(), max(0.01, deadline - time.perf_counter()))
            if time.perf_counter() >= deadline:
                break
            sent, request = time.perf_counter(), make(n)
            try:
                writer.write(request)
                status, close = await _answer(reader)
            except (asyncio.IncompleteReadError, ConnectionError):  # the server ended an idle connection
                reader, writer = await asyncio.open_connection(host, port)
                writer.write(request)
                status, close = await _answer(reader)
            load.seconds.append(time.perf_counter() - sent)
            load.statuses[status] = load.statuses.get(status, 0) + 1
            if close:
                writer.close()
                reader, writer = await asyncio.open_connection(host, port)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    load.took = time.perf_counter() - began
    return load


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    if headers.get("transfer-encoding", "") == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif length := int(headers.get("content-length", 0)):
        await reader.readexactly(length)
    return int(lines[0].split()[1]), headers.get("connection", "").lower() == "close"


def post(
    path: str, body: bytes, *, host: str, headers: dict[str, str], content_type: str = "application/json"
) -> bytes:
    """A whole POST request as bytes."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
