"""Small ordered steps between a parsed record and the store, one file each.

A step is a module `step_NN_subject.py` with `clean(record, feed, mended) -> record`: it returns the record as it is, or
a mended copy after telling `mended("kind_of_mending")`, or raises `Refused`. Steps run in the order of their numbers.
"""
