"""Sample exports: a clinic group in Hong Kong, Singapore and Vancouver, and a car workshop. All invented."""
