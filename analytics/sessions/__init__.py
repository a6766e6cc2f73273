"""From files of charging sessions to rows: read, judged, written once."""
