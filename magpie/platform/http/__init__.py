"""The generic API over the registry, and what every endpoint shares."""
