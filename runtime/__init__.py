"""Floor 1: what every process stands on. Settings, the clock, time zones, the database, logs."""
