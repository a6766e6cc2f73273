"""VoltWay as it is, but for limits: whoever asks thousands of times in a minute is to be answered, not counted."""

from voltway.settings import *  # noqa: F403
from voltway.settings import BRAKES as _BRAKES

ANONYMOUS_RATE = SITE_RATE = 1_000_000
BRAKES = dict.fromkeys(_BRAKES, "1000000/m")
