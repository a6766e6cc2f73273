"""The Celery app: workers that take ids of jobs from the queue. What is true stands in the job's row (docs/jobs.md).

Redis is the broker; results are not kept there. `REDIS_URL` empty means that there is no queue, and jobs wait.
"""

import ctypes
import logging.config
import os
import signal
import sys
import warnings
from typing import Any
from uuid import uuid4

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import beat_init, setup_logging, worker_init, worker_process_init
from django.conf import settings

from voltway.caches import MEGABYTE
from voltway.config import WrongSetting, load
from voltway.jobs import queue
from voltway.lib import process_memory
from voltway.observability import slots

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
try:
    # Before any metric is made: what workers and the scheduler count is told by the site's /metrics.
    slots.share(load().data_dir / "metrics")
except WrongSetting as error:
    sys.exit(str(error))

# A child that has grown beyond this is replaced after its job, in kB; and so is any after so many jobs.
LARGEST_CHILD = 500_000
JOBS_A_CHILD = 200
PR_SET_PDEATHSIG = 1

# It warns of pickled messages when it runs as root; ours are JSON.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("voltway", set_as_current=True)
app.conf.update(
    broker_url=settings.CONFIG.redis_url or "memory://",
    broker_transport_options=queue.OPTIONS,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    include=["voltway.jobs.tasks"],
    task_default_queue=queue.NAME,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # A message is done with when its job is: a child or worker that dies leaves it to another.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Of all jobs; each kind has a shorter one of its own (`Job.time_limit`).
    task_time_limit=queue.LONGEST.total_seconds(),
    worker_max_tasks_per_child=JOBS_A_CHILD,
    worker_max_memory_per_child=LARGEST_CHILD,
    # A job goes on while Redis is away: its row holds it, not its message.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    # Mails are printed as they are where no mail server is set.
    worker_redirect_stdouts=False,
    beat_scheduler="voltway.schedule:Scheduler",
    timezone="UTC",
)


@setup_logging.connect
def _log_as_django_does(**_: Any) -> None:
    logging.config.dictConfig(settings.LOGGING)
    for chatty in ("celery.app.trace", "celery.worker.strategy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@worker_init.connect
def _name_worker(**_: Any) -> None:
    os.environ[queue.WORKER] = uuid4().hex[:12]


@worker_process_init.connect
def _die_with_worker(**_: Any) -> None:
    """On Linux a worker's children end with it, even when it is killed: their jobs are to be begun again elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@worker_process_init.connect
@beat_init.connect
def _watch_memory(**_: Any) -> None:
    """Not in the worker's main process, which forks: a thread of its own might hold a lock at that moment."""
    process_memory.watch(settings.CONFIG.memory_threshold_mb * MEGABYTE)
