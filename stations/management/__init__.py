"""Commands of the stations app."""
