"""Figures on what no training saw."""
