"""What goes over the wire, judged by what Twilio itself has published: its API's description, its SDK, its counter."""
