"""The life of a call, and the rooms where calls meet."""
