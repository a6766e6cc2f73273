"""VoltWay as it is, but for limits: whoever asks thousands of times in a minute is to be answered, not counted."""

from voltway.settings import *  # noqa: F403

ANONYMOUS_RATE = SITE_RATE = 1_000_000
BRAKES = dict.fromkeys(("suggestions", "bulk", "exports"), "1000000/m")
