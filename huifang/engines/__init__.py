"""The embedded engines: PostgreSQL, Redis and our own processes, started for newcomers, tests and demonstrations."""
