"""Pages below /analytics/: insights drawn, with a table behind each."""
