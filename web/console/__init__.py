"""The supervisor's console: numbers that move, who is on the floor, campaigns and their launch."""
