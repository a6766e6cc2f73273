"""Pages on which drivers tell something of a station; all of them work without a script."""
