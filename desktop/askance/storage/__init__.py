"""History, attachments and settings on disk."""
