"""What takes minutes: measuring, hostile input, injected faults, many visitors, pictures for the README."""
