"""Work outside the request: the row in the database is the truth, a queue only says "look now" (docs/jobs.md).

An app's job inherits `row.Job` and names, in `work`, the function that does it.
"""
