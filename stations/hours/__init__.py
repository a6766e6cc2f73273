"""Opening hours, pure: what a source says of them, whether a place is open at a moment, and how to word it.

`model` holds the facts, `clock` answers questions about them, `words` is the only module with user-visible texts, and
each other module reads one source's way of writing hours. What a source does not say clearly stays unknown.
"""
