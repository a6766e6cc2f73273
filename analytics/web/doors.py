"""What somebody is told in place of a page that is not open to them."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from analytics.insights.insight import Insight
from analytics.insights.rights import lacks_second_factor, may_see


def closed(request: HttpRequest, insight: Insight) -> HttpResponse | None:
    """To the log-in, or to the set-up of a second factor where only that is missing; None for whoever may see it.

    Raises PermissionDenied for anybody else.
    """
    if may_see(request.user, insight):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if lacks_second_factor(request.user, insight):
        return render(request, "analytics/second_factor.html", {"wanted": request.get_full_path()}, status=403)
    raise PermissionDenied
