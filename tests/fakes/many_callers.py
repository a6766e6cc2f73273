"""Many clients that all ask at one moment, each over a connection of its own, from addresses that they make up."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from urllib.parse import urlsplit

# Open connections at a time.
_AT_ONCE = 150
_DICE = Random("many callers")
Question = tuple[str, str]


def statuses(questions: Sequence[Question]) -> list[int]:
    """The status of each answer; a question is (address, key)."""
    # In a thread of its own: this one has a running loop where a browser was driven before.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, _all(questions)).result()


async def _all(questions: Sequence[Question]) -> list[int]:
    room = asyncio.Semaphore(_AT_ONCE)
    return await asyncio.gather(*(_status(*question, room) for question in questions))


async def _status(address: str, key: str, room: asyncio.Semaphore) -> int:
    parts = urlsplit(address)
    made_up = ".".join(str(_DICE.randrange(256)) for _ in range(4))
    lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}", f"X-Api-Key: {key}",
             f"X-Forwarded-For: {made_up}", f"Forwarded: for={made_up}", f"X-Real-IP: {made_up}",
             "Connection: close", "", ""]  # fmt: skip
    async with room, asyncio.timeout(120):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write("\r\n".join(lines).encode())
        line = await reader.readline()
        await reader.read()
        writer.close()
    return int(line.split()[1])
