"""Exports: the stations of any search as one file, made outside the request."""
