"""The way of a digit from ink to answer, shared by the page and the training."""
