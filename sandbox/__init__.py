"""A telephone network in a box: speaks Twilio's REST API, posts Twilio-signed webhooks, apart from our product.

Run it with ``python -m sandbox --port 4010``. It imports none of our other packages, so that what it says about our
dialer (`/sandbox/ledger.json`) is the word of an outsider.

    api/      the doors: Twilio's REST API, and the few doors that only a sandbox has
    voice/    the life of a call, conferences, answering-machine detection, recordings
    twiml/    reading a TwiML document and performing it
    texts/    the life of a text, opting out
    exchange/ where calls begin: asked for, dialled by a person, waiting for their turn
    post/     webhooks: signing, order, retries
    records/  what the network remembers, and what each leg heard
    people/   who is at the other end, and how they behave
    handset/  a telephone in the hand of somebody who plays its owner
"""
