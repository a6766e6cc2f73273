"""What the API of the first VoltWay had for people: favourites, sign-up and log-in (docs/api/versions.md)."""
