"""What the map shows at each zoom: vector tiles of clusters and stations for any `StationQuery`."""
