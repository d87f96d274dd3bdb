"""Every held-out record as a virtual trial of its own population: what was published, what comes out, inside or not."""
