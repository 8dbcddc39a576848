"""解纷 Lite: how a small county takes in, routes, settles and accounts for its disputes."""

__version__ = "0.1.0"
