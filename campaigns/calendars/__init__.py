"""Calendars: public holidays and workdays of the callee's country."""
