"""The frozen-screen overlay: region, annotations and the ask bar."""
