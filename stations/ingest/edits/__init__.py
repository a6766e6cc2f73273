"""What drivers suggest of stations: suggested, shown to a moderator, accepted or rejected."""
