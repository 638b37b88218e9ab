"""The doors of the sandbox: Twilio's REST API, and the doors only a sandbox has."""
