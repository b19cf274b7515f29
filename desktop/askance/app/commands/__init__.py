"""The commands: one module each, none of them needs a window unless it says so."""
