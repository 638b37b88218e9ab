"""Forecasting: who would be called by a launch, and how it would go, hour by hour, before anybody is called."""
