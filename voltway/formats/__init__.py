"""How the site writes what Django's own formats leave open."""
