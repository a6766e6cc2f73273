"""People and programs, and what chargers mean to them."""
