"""The networks, and how they begin and learn."""
