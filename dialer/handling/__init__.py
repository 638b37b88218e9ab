"""What can be done with a call that is going on: hang up, hold, mute, hand on, listen in, and not be left alone."""
