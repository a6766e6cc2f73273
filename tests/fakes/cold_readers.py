"""A process of many threads that all ask for the same slow result at one moment (tests/integration/test_stampede.py).

`python -m tests.fakes.cold_readers THREADS FOLDER`: puts `ready-PID` into FOLDER, begins when `go` is there, and adds a
line to `made` each time it makes the result.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier


def main(threads: int, folder: Path) -> None:
    import django

    django.setup()
    from voltway.lib.caching import cached

    @cached(ttl=60)
    def slow(question: str) -> list[str]:
        with (folder / "made").open("a") as lines:
            lines.write(f"{os.getpid()}\n")
        time.sleep(0.5)
        return [question, "answer"]

    started = Barrier(threads + 1)

    def ask(_: int) -> list[str]:
        started.wait()
        while not (folder / "go").exists():
            time.sleep(0.005)
        return slow("question")

    with ThreadPoolExecutor(threads) as pool:
        answers = [pool.submit(ask, number) for number in range(threads)]
        started.wait()
        (folder / f"ready-{os.getpid()}").touch()
    assert [answer.result() for answer in answers] == [["question", "answer"]] * threads


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
