"""The process: arguments, wiring, one running instance, doctor and self-test."""
