"""Every window and state, drawn into pictures to look at."""
