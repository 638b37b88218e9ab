"""Permitted hours: whether a phone may ring now, and when it may ring next.

Four layers, all of which must be open on the callee's own clock: the law, the 21:00 ceiling, the department's windows,
the customer's wishes. `judge` answers for one instant, `next_opening` finds the first allowed one.
"""
