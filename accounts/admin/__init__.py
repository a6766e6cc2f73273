"""The operator's console over people and what they may do."""

from accounts.admin.letters import LetterAdmin
from accounts.admin.people import UserAdmin

__all__ = ["LetterAdmin", "UserAdmin"]
