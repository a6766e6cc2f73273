"""Reports of a month on the whole service, for those who run it."""
