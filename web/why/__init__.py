"""Why: may a number be called, why is a customer called or not, and the evidence of one call; for whoever may look."""
