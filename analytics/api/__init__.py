"""Insights as JSON and CSV."""
