"""The formats of exports: one module each, found by this folder."""
