"""Operators as imports found them."""

from django.contrib import admin

from stations.admin.looking import Looking
from stations.models import Operator


@admin.register(Operator)
class OperatorAdmin(Looking[Operator]):
    """Who runs stations."""

    list_display = ("name", "slug", "party_id", "phone", "website")
    search_fields = ("name", "slug", "=party_id")
    ordering = ("name",)
    fields = ("name", "slug", "key", "website", "phone", "email", "party_id")
