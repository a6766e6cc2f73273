"""Pages for drivers."""
