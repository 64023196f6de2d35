"""What was tried beside: other recipes, other readers, parts left out."""
