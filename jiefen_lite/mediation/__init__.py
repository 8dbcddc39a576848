"""The mediation of a case: asking both sides, meetings, the agreement, and what follows it.

``plans`` is what an agreement brings with it and knows nothing of the steps; the other modules take them.
"""
