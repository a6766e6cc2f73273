"""English, British too."""
