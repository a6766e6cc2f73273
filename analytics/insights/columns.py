"""Columns that several insights share."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.insights.insight import Column, Form

DAY: Final = Column("day", _("Day"), Form.DAY, "Local day.")
STATION: Final = Column("station", _("Station"), Form.STATION, "Public id; null where no station of ours is known.")
PLACE: Final = Column("place", _("Place"), Form.TEXT, "The station's name, or what the source calls the place.")
OPERATOR: Final = Column("operator", _("Operator"), Form.TEXT, "Who runs it.")
SOURCE: Final = Column(
    "source",
    _("Source"),
    Form.TEXT,
    "Uid of the feed that has the site; null for stations.",
    none="–",
    optional=True,
)
SESSIONS: Final = Column("sessions", _("Sessions"), Form.WHOLE, "Sessions that began in this time.")
ENERGY: Final = Column("energy_wh", _("Energy, kWh"), Form.ENERGY, "Wh, of the sessions whose energy is known.")
MEAN_WH: Final = Column("mean_wh", _("kWh a session"), Form.ENERGY, "Wh, of the sessions whose energy is known.")
MEAN_MINUTES: Final = Column(
    "mean_minutes", _("Minutes a session"), Form.WHOLE, "Minutes at the plug, of the sessions whose length is known."
)
