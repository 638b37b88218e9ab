"""Caps: how often somebody may be called. The house's own, and above them what the law of the callee's country says."""
