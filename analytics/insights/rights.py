"""Who is told what is not for everybody."""

from typing import Any

from accounts.second_factor import has_second_factor
from analytics.insights.insight import Insight


def may_see(user: Any, insight: Insight) -> bool:
    """Everybody, or staff with the right: as into the console not without a second factor."""
    return not insight.right or (_has_right(user, insight) and has_second_factor(user))


def lacks_second_factor(user: Any, insight: Insight) -> bool:
    """Whether a second factor is all that somebody lacks to see it."""
    return bool(insight.right) and _has_right(user, insight) and not has_second_factor(user)


def _has_right(user: Any, insight: Insight) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm(insight.right))
