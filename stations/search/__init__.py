"""One description of a search for pages, API, tiles and everything that comes later."""
