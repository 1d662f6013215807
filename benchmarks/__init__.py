"""fanzha side by side with its peers, on the same texts and the same core. `python -m benchmarks --help`."""
