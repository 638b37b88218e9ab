"""A telephone in the hand of somebody who plays its owner: what it shows, and what can be done with it."""
