"""What happened at chargers and on the site, added up so that it can be looked at."""
