"""`./dev backup` and `./dev restore`: the database and the files that belong to it, in one archive that is checked."""
