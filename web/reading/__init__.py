"""What the pages show: read-only questions to the database, answered with frozen values."""
