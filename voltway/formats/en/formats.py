"""A time always has its zone beside it: the site keeps, and shows, UTC (`settings.TIME_ZONE`)."""

DATETIME_FORMAT = r"Y-m-d H:i:s \U\T\C"
