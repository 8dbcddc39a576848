"""Ratings by the parties: the one-time link, what comes by it, days that pass, answers to the unhappy.

What a clerk enters for a party is a step like others (``moving/acts.py``, ``evaluate``).
"""
