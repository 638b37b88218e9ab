"""Sample exports: a clinic group in Hong Kong, Singapore and Vancouver, and a car workshop. Everybody in them is invented."""
