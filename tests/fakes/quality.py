"""A look at the quality of a source, as the pages find it."""

from typing import Any

from analytics.models import ALL, QualityLook
from tests.fakes.sessions import NOW

FIGURES: dict[str, Any] = {
    "stations": 200, "evses": 400, "connectors": 800, "faulty": 10, "told": {"name": 200, "operator": 100},
    "derived": {"power_type": 400}, "ages": {"month": 150, "not_told": 50}, "licences": {"open": 200},
    "faults": {"position_coarse": 10, "twin": 2},
}  # fmt: skip


def looked(source: str = "xx-register", **facts: Any) -> QualityLook:
    """A row of the table; the whole source unless `operator` says otherwise."""
    figures = {**FIGURES, **facts.pop("figures", {})}
    usual = {
        "source": source, "operator": ALL, "day": NOW.date(), "looked_at": NOW, "stations": figures["stations"],
        "figures": figures, "cleaned": {"read": 210, "mended": {"text_tidied": 300}, "refused": {"null_island": 10}},
    }  # fmt: skip
    return QualityLook.objects.create(**{**usual, **facts})
