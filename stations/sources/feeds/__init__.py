"""One module per source: its facts and, where it is odd, a few lines."""
