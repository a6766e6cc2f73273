"""The stored JSON form of a station, its public identity, and the derived words that searches use."""
