"""Who calls: the agents of the house, how each of them calls, who stands in, and how the work is divided."""
