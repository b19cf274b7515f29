"""Windows and widgets: the only room, beside app, that knows Qt."""
