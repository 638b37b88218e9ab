"""What the supervisor's lists read. One file for each list."""
