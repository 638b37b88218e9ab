"""Planning: what playbooks say becomes follow-ups, a customer's whole course at once, set-based and once.

`plan.plan` is the door. For each step it asks `wanted` for the rows that ought to be there, withdraws what is open and
no longer among them, moves what is open and due at another time, and inserts what is new. The occurrence key names rule
and anchor, so that a second run changes nothing. What has begun or is over is history and left alone.
"""
