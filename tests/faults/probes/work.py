"""What the probes do."""

import os
import signal
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tests.faults.probes.models import Effect, Hasty, Probe
from voltway.jobs.attempt import Attempt

STEP = 0.05


def perform(attempt: Attempt[Probe]) -> None:
    """Do what the probe's script says, and leave one effect."""
    {"steps": _steps, "raise": _raise, "die": _die, "import": _import}[attempt.job.script](attempt)
    with transaction.atomic():
        Effect._default_manager.create(probe=attempt.job)
        attempt.complete()


def hang(attempt: Attempt[Hasty]) -> None:
    """Never end, and tell nothing."""
    while True:
        time.sleep(60)


def order(*, slot: str, now: datetime) -> None:
    """Write the job of a slot."""
    Probe.objects.enqueue(key=f"slot:{slot}", script="steps")


def _steps(attempt: Attempt[Probe]) -> None:
    for number in range(attempt.job.steps):
        attempt.progress(number, attempt.job.steps, stage="steps")
        time.sleep(STEP)


def _raise(attempt: Attempt[Probe]) -> None:
    raise ValueError("poison")


def _die(attempt: Attempt[Probe]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _import(attempt: Attempt[Probe]) -> None:
    from stations.ingest.static import Input, run
    from stations.sources.base import SourceFile
    from tests.fakes.feeds import register

    register()
    file = SourceFile(settings.CONFIG.data_dir / "rows.json")

    def told(stage: str, done: int, total: Any) -> None:
        attempt.progress(done, total or None, stage=stage)

    run(source="xx-rows", given=Input((file,), "rows.json", "*"), now=datetime.now(UTC), progress=told)
