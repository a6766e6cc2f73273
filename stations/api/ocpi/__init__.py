"""OCPI 2.2.1 for whoever takes locations over: the Locations module, its sender's side (docs/api/ocpi.md)."""
