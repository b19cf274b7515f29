"""One picture at its full size, its words, and a part of it for the next question."""
