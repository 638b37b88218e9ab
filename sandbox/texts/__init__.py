"""The life of a text message."""
