"""The status page: what works on this machine, what does not, and why."""
