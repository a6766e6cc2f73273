"""Everything that accounts store."""

from accounts.models.letter import Letter
from accounts.models.session import Session
from accounts.models.user import EmailUserManager, User

__all__ = ["EmailUserManager", "Letter", "Session", "User"]
