"""Who is at the other end of a number, and how they behave."""
