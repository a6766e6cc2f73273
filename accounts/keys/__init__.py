"""API keys: made, shown once, rotated, revoked; and who is behind the key of a request."""
