"""The list of earlier conversations and its search."""
