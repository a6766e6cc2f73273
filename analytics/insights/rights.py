"""Who is told what is not for everybody."""

from typing import Any

from accounts.second_factor import has_second_factor
from analytics.insights.insight import Insight


def may_see(user: Any, insight: Insight) -> bool:
    """Everybody, or staff with the right: as into the console not without a second factor."""
    if not insight.right:
        return True
    return bool(user.is_active and user.is_staff and user.has_perm(insight.right) and has_second_factor(user))
