"""The API of what belongs to somebody (`/api/v2/me/…`), and the classes by which settings say who asks."""
