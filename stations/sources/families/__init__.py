"""One parser per format, shared by the sources that use it."""
