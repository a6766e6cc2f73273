"""Adds up what happened, by hour and day, so that no page has to look at every row."""
