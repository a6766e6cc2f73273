"""Where sessions are kept (`SESSION_ENGINE`): in the database, each with its user, to end with the account."""

from datetime import datetime
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from accounts.models import Session


class SessionStore(db.SessionStore):
    """Django's own, over our table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.user_id = _owner(data)
        return row


def clean_up(*, now: datetime) -> int:
    """Delete sessions that are over; how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _owner(data: dict[str, Any]) -> int | None:
    """Who is logged in, or has given the password and not yet the code."""
    if SESSION_KEY in data:
        return int(data[SESSION_KEY])
    pending = (data.get(LOGIN_SESSION_KEY) or {}).get("user_pk")
    return None if pending is None else int(url_str_to_user_pk(pending))
