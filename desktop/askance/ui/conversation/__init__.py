"""The conversation: messages, and replies as they stream."""
