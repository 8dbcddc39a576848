"""法律依据: statutes come in (``bringing``), lay words lead to the articles that hold (``finding``).

Nothing is imported here: the doors ask who may (``access``) without bringing the libraries that count.
"""
