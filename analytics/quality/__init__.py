"""How good the facts of each source are: how complete, how old, what in them can't be true or is there twice."""
