"""Where a question is written: its pictures, its words, its options, and what leaves with it."""
