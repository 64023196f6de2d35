"""Synthetic pages with their truth."""
