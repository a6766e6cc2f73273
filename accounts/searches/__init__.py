"""Searches that drivers keep under a name."""
