"""Stations that a driver keeps: starring them, showing them, taking them along as files."""
