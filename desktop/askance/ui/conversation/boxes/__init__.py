"""What an answer is painted from: one box a leaf, laid out when it comes near the sight."""
