"""Everything that accounts store."""

from accounts.models.user import EmailUserManager, User

__all__ = ["EmailUserManager", "User"]
