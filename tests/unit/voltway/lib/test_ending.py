"""What a process has to do at its end is done, whatever kind of process it is, and once."""

import subprocess
import sys

import pytest

SCRIPT = """
import multiprocessing, os
from voltway.lib.ending import at_end

def work():
    at_end(lambda: print("ended", flush=True))

if {child}:
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
else:
    work()
if {forked}:
    # A copy of this process has none of its work to end.
    os.waitpid(os.fork() or os._exit(0), 0)
"""


@pytest.mark.parametrize(("child", "forked"), [(False, False), (True, False), (False, True)])
def test_what_is_to_be_done_at_the_end_is_done_once(child: bool, forked: bool) -> None:
    script = SCRIPT.format(child=child, forked=forked)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == "ended\n"
