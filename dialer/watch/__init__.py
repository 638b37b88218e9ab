"""Watch: figures that only grow, figures of this moment, and questions whose answer is none."""
