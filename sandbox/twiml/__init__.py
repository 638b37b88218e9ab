"""Reading TwiML documents and performing them."""
