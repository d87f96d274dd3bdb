"""Virtual trials: designs, virtual patients under every arm, replicate trials, analysis and power."""
