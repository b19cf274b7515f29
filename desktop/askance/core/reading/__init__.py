"""Reading a picture on the device: what is found as values, and the rules that make answers of it.

Pure. The `reading` room finds lines and codes in its own process; `services.read` turns them into
the events of a reply.
"""
