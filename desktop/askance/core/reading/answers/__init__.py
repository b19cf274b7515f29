"""What is read, written down: Markdown, a copy of the layout, CSV, a list of codes.

Each writer is fed a reading's events and yields pieces as soon as they are sure, top down. Pure.
"""
