"""Messages: who is told (``addressees``), in which words (``wording``), by which way outside (``outbox``).

``wording`` is the only place where a message gets its text, and it takes nothing but codes, lights, days,
units of this centre and numbers: no name, no telephone and no story can get into one.
"""
