"""One of each fault, done to real processes: nothing is lost, nothing is done twice, the work goes on.

`./dev test faults --full` does each at many moments (docs/reliability.md).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import faults
from tests.faults.faults import FAULTS, Seen
from tests.faults.rows import rows_file
from tests.faults.site import Site, a_site
from tools.environment import variables

# A killed worker is noticed after so many seconds: shorter than in service, so that tests are.
LEASE = 3.0


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with a_site(lease=LEASE) as site:
        rows_file(site.folder, 300)
        yield site


def test_a_job_goes_on_after_its_process_was_killed(site: Site) -> None:
    assert whole(faults.child_killed(site, 0.3))


def test_a_job_goes_on_after_its_worker_was_killed(site: Site) -> None:
    assert whole(faults.worker_killed(site, 0.3))


def test_jobs_are_sent_after_the_scheduler_was_killed(site: Site) -> None:
    assert whole(faults.scheduler_killed(site, 0.1))


@pytest.mark.parametrize("fault", ["queue flushed", "queue wiped"])
def test_no_job_is_lost_when_redis_forgets_all(site: Site, fault: str) -> None:
    assert whole(FAULTS[fault](site, 0.3))


def test_a_job_that_is_delivered_ten_times_is_done_once(site: Site) -> None:
    assert whole(faults.delivered_ten_times(site, 0))


def test_two_schedulers_fill_each_slot_once(site: Site) -> None:
    seen = faults.two_schedulers(site, 0.5)
    assert whole(seen)
    assert seen.jobs >= 4


def test_poison_ends_where_it_can_be_seen_and_holds_nobody_up(site: Site) -> None:
    seen = faults.poisoned(site, 0)
    assert whole(seen)
    assert seen.states == ("DEAD", "DEAD", "DEAD")


def test_a_running_job_stops_when_it_is_cancelled(site: Site) -> None:
    seen = faults.cancelled(site, 0.2)
    assert (seen.states, seen.twice) == (("CANCELLED",), 0)


def test_a_request_asks_for_a_job_while_redis_hangs_and_the_site_says_so(site: Site) -> None:
    seen = faults.queue_hangs(site, 1.0)
    assert whole(seen)
    assert seen.states == ("queue_away",)


def test_what_a_worker_does_is_counted_and_its_lines_name_job_and_request(site: Site) -> None:
    counted = 'voltway_job_seconds_count{kind="probes.probe",state="COMPLETED"}'
    before = site.ask("counted", beginning=counted)
    [pk] = site.ask("enqueue", script="steps", request_id="asked-in-this-request")
    site.wait_for([pk], "COMPLETED")
    # One that a test before this left may be counted meanwhile as well.
    site.wait(lambda: site.ask("counted", beginning=counted) > before, "the worker has counted it")
    assert site.ask("counted", beginning='voltway_jobs{kind="probes.probe",state="COMPLETED"}') >= 1
    # Beat and two children of the worker, at least; one that was killed before this test may still be on its way.
    at_least = 3 * 10_000_000
    site.wait(lambda: site.ask("counted", beginning="voltway_process_memory_bytes") > at_least, "memory is told")

    def ended() -> list[dict[str, Any]]:
        # The last line may be half written.
        lines = (site.folder / "log").read_text().split("\n")[:-1]
        told = [json.loads(line) for line in lines if '"job.ended"' in line]
        return [line for line in told if line["job_id"] == pk]

    site.wait(ended, "the worker has written its line")
    [line] = ended()
    assert (line["job"], line["request_id"], line["state"]) == ("probes.probe", "asked-in-this-request", "COMPLETED")


def test_an_import_goes_on_after_its_worker_was_killed(site: Site) -> None:
    seen = faults.import_killed(site, 0.5)
    assert whole(seen)
    assert seen.states[0] == "300"


def test_nothing_is_left_of_a_tree_whose_parent_was_killed(site: Site, tmp_path: Path) -> None:
    env = {**variables(tmp_path), **{name: site.env[name] for name in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")}}
    env.pop("REDIS_URL", None)
    prepare(site, tmp_path)
    assert faults.supervisor_killed(env) == []


def prepare(site: Site, folder: Path) -> None:
    """A data folder whose database is there: made from the site's, which takes no time."""
    import sqlite3

    (folder / "static").mkdir()
    with sqlite3.connect(site.folder / "voltway.sqlite3") as full, sqlite3.connect(folder / "voltway.sqlite3") as copy:
        full.backup(copy)
    full.close()
    copy.close()


def whole(seen: Seen) -> bool:
    """Whether all that was asked for was done, once."""
    assert (seen.lost, seen.twice) == (0, 0), seen
    return seen.jobs > 0
