"""Tests: they mirror the packages; then whole journeys, contracts with Twilio's own description, faults, browsers."""
