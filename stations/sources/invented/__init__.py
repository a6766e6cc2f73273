"""The demo world: stations that nobody built, placed around real towns, the same on every machine."""
