"""fanzha (反诈): from reports of telecom and online fraud to types, characteristics and warnings."""

__version__ = "0.1.0"
