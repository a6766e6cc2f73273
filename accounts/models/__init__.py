"""Everything that accounts store."""

from accounts.models.api_key import ApiKey
from accounts.models.audit import AuditEntry
from accounts.models.favourite import Favourite
from accounts.models.letter import Letter
from accounts.models.plan import Plan, PlanChange, Subscription
from accounts.models.saved_search import SavedSearch
from accounts.models.session import Session
from accounts.models.usage import QuotaDay, Usage
from accounts.models.usage_report import UsageReport
from accounts.models.user import EmailUserManager, User
from accounts.models.vehicle import Vehicle, VehicleModel

__all__ = [
    "ApiKey",
    "AuditEntry",
    "EmailUserManager",
    "Favourite",
    "Letter",
    "Plan",
    "PlanChange",
    "QuotaDay",
    "SavedSearch",
    "Session",
    "Subscription",
    "Usage",
    "UsageReport",
    "User",
    "Vehicle",
    "VehicleModel",
]
