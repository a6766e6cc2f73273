"""What degrees of a request can't be meant: the rules behind its 400, in words for whoever sent them."""

import re

from stations.search.query import Box

# In ASCII, as programs write them: with all digits of a double, and small ones with an exponent.
NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")

NULL_ISLAND = (
    "is 0, and so is lon: that is what stands for a position that nobody knew. Leave both out to search everywhere"
)
EXCHANGED_POINT = "must lie between -90 and 90; lat and lon seem to be exchanged"
EXCHANGED_BOX = (
    "must have its latitudes between -90 and 90; the order is west,south,east,north, and latitudes and longitudes seem"
    " to be exchanged"
)
UPSIDE_DOWN = "has its south above its north; the order is west,south,east,north"
WITHOUT_AREA = "has no area: west and east, or south and north, are the same"


def are_exchanged(latitude: str, longitude: str) -> bool:
    """Whether the numbers can only be meant the other way around."""
    if not (NUMBER.fullmatch(latitude) and NUMBER.fullmatch(longitude)):
        return False
    return 90 < abs(float(latitude)) <= 180 and abs(float(longitude)) <= 90


def fault_of_box(box: Box) -> str:
    """The rule that a box breaks; "" when it is one."""
    if box.south > box.north:
        return UPSIDE_DOWN
    # 180° and -180° are the same meridian: from the first to the second there is nothing.
    same_meridian = box.west == box.east or (box.west == 180 and box.east == -180)
    return WITHOUT_AREA if same_meridian or box.south == box.north else ""
