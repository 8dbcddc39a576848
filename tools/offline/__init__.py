"""The package for a machine without network: built by ``python run.py package``, standard library only.

``__main__`` is the command, ``targets`` says for which systems, ``lock`` what goes in, ``wheels`` fetches and
checks it, ``pythons`` puts the given Python beside it; ``kit/`` holds what runs on the other machine.
"""

from __future__ import annotations


class Stop(Exception):
    """Work that cannot go on; the text says in Chinese what to do next."""
