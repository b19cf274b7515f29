"""The conversation window: messages, replies as they stream, and the composer."""
