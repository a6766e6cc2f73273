"""The one Celery task: a message carries the kind and the id of a job, and may come late, twice or never."""

from celery import shared_task
from django.apps import apps

from voltway.jobs import queue
from voltway.jobs.claim import perform
from voltway.jobs.row import Job


@shared_task(name=queue.TASK)
def perform_job(kind: str, pk: int) -> str | None:
    """Do a job, if it is to be had; the state that it is left in."""
    model = apps.get_model(kind)
    assert issubclass(model, Job)
    return perform(model, pk)
