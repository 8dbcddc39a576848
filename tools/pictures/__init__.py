"""The pictures of the guides, taken anew by ``python run.py pictures``: ``shots`` lists them."""
