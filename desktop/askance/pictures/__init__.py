"""Pictures from elsewhere: decoding within bounds, and encoding for the wire."""
