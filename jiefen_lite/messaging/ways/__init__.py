"""The ways outside, one module each: ``email`` over SMTP, ``requests`` over HTTP (groups, SMS gateway).

Each sends one text and raises :class:`NotSent` with a sentence of our own where it did not go: what the
other side answered may hold anything, and goes into no log.
"""
