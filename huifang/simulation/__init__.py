"""The simulation: the real code and the sandbox's network on one virtual clock, with everything that can go wrong."""
