"""Mails on their way out, without whom they are for and what they say: both open accounts."""

from django.contrib import admin

from accounts.models import Letter
from stations.admin.jobs import FACTS, JobAdmin


@admin.register(Letter)
class LetterAdmin(JobAdmin[Letter]):
    """How far mails are."""

    list_display = ("subject", "state", "attempts", "created_at", "finished_at", "error")
    list_filter = ("state",)
    fields = ("subject", *FACTS)
