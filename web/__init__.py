"""Floor 5: people. The agent desk, the supervisor console, signing in."""
