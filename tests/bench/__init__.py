"""Benches: figures beside the textbook way in the same run. They assert nothing on time."""
