"""Learning the weights of `fanzha.facts`."""
