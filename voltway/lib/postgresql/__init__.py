"""Django's PostgreSQL engine, told to compare text byte by byte as SQLite does (docs/adr/0007-postgresql.md)."""
