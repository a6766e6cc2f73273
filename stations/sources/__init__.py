"""How a feed becomes clean records: feeds found by their folder, one parser per format, ordered cleaning steps."""
