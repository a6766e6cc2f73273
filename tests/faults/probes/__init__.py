"""Jobs that do what a test of faults asks for, in real workers."""
