"""``python -m jiefen_lite.cli`` does what ``jiefen`` does."""

from jiefen_lite.cli import main

main()
