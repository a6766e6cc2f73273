"""Everything that accounts store."""

from accounts.models.api_key import ApiKey
from accounts.models.letter import Letter
from accounts.models.plan import Plan, PlanChange, Subscription
from accounts.models.session import Session
from accounts.models.usage import QuotaDay, Usage
from accounts.models.user import EmailUserManager, User

__all__ = [
    "ApiKey",
    "EmailUserManager",
    "Letter",
    "Plan",
    "PlanChange",
    "QuotaDay",
    "Session",
    "Subscription",
    "Usage",
    "User",
]
