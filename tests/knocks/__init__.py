"""Pulled plugs: every write of a real day's work is traced, and the work is stopped at each of them."""
