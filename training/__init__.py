"""Offline training: data, model, training and evaluation. Run `python -m training --help`."""
