"""All insights, in the order in which pages list them; and reports, which have pages of their own."""

from typing import Final

from analytics.insights import (
    comparison,
    drivers,
    engagement,
    gaps,
    performance,
    popular,
    quality,
    ratings,
    revenue,
    trends,
    usage,
    week,
)

INSIGHTS: Final = {
    module.INSIGHT.name: module.INSIGHT
    for module in (popular, week, usage, trends, comparison, drivers, engagement, ratings, gaps, revenue, performance)
}
REPORTS: Final = {module.INSIGHT.name: module.INSIGHT for module in (quality,)}
