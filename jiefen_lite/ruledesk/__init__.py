"""The desk of the rules: their versions, drafts, what a change would do, and one story tried."""
