"""Runs the stages of an import in order: the only code that knows them all."""
