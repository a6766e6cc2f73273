"""What the stations app tells the apps above it, each sent after the change is committed."""

from django.dispatch import Signal

# A run over a source has ended well. Arguments: run (ImportRun).
import_finished = Signal()

# The version of the data has moved on. No arguments.
version_moved = Signal()
