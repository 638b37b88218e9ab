"""What the network remembers: calls, conferences, recordings, texts."""
