"""The settings window and the first start's page."""
