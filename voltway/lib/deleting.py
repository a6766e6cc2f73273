"""Deletion of many rows of the console at once: as a whole or not at all, with its entries in the audit trail."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voltway.lib.acting import MOST


@admin.action(permissions=["delete"], description=gettext_lazy("Delete selected %(verbose_name_plural)s"))
def delete_chosen(area: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
    """Django's own, of as many rows as are done at once; of a longer choice the first ones."""
    pks = list(chosen.values_list("pk", flat=True)[: MOST + 1])
    if len(pks) > MOST:
        words = _("More are chosen than are done at once: these are the first %d of the list.") % MOST
        area.message_user(request, words, messages.WARNING)
    rows = area.get_queryset(request).filter(pk__in=pks[:MOST])
    if not request.POST.get("post"):
        return delete_selected(area, request, rows)
    with transaction.atomic():
        # Django writes them down before they go: nobody else deletes one in between.
        held = area.model._default_manager.select_for_update().filter(pk__in=pks[:MOST])
        return delete_selected(area, request, rows.filter(pk__in=list(held.values_list("pk", flat=True))))
