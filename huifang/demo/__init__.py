"""The demonstration: a clinic group's and a workshop's day of follow-up calls, in about two minutes."""
