"""Where keys live: the system's keyring, or this process alone."""
