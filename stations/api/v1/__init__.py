"""The API of the first VoltWay: flat rows, over the same search and use-cases as version 2 (docs/api/versions.md)."""
