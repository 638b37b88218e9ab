"""What the tests need beyond Python packages: a browser with a Chinese font, and what Twilio and Deque publish on npm.

`python -m tests.needs` brings it where that may be done, and says what is left out where it may not.
"""
