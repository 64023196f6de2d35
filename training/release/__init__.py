"""From trained weights to what the page loads: calibrated, exported, with a manifest."""
