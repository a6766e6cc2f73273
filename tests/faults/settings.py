"""VoltWay's settings with the probes among its jobs, and a schedule by the second."""

from datetime import timedelta

from voltway.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.probes"]  # noqa: F405
SCHEDULE = {"Probes": ("tests.faults.probes.work.order", timedelta(seconds=1))}
