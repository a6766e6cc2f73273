"""The operator's console over people and what they may do."""

from accounts.admin.addresses import AddressAdmin
from accounts.admin.audit import AuditEntryAdmin
from accounts.admin.keys import ApiKeyAdmin, UsageAdmin
from accounts.admin.letters import LetterAdmin
from accounts.admin.people import UserAdmin
from accounts.admin.plans import PlanAdmin, PlanChangeAdmin, SubscriptionAdmin
from accounts.admin.schedule import ScheduleAdmin
from accounts.admin.vehicles import VehicleModelAdmin

__all__ = [
    "AddressAdmin",
    "ApiKeyAdmin",
    "AuditEntryAdmin",
    "LetterAdmin",
    "PlanAdmin",
    "PlanChangeAdmin",
    "ScheduleAdmin",
    "SubscriptionAdmin",
    "UsageAdmin",
    "UserAdmin",
    "VehicleModelAdmin",
]
