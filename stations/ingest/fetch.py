"""Fetches a source's own address into temporary files (placeholder until voltway.lib.fetch lands)."""
