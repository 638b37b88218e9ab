"""The Twilio carrier: adapter, addresses, coverage. Twilio's words end here and in `webhooks`."""
