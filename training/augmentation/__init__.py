"""Augmented samples: digits and marks as other hands, pens and cameras would have made them."""
