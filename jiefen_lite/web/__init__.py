"""The pages: each view parses a form, asks the desk, renders."""
