"""The facts about chargers: sources, stations, search, map, API."""
