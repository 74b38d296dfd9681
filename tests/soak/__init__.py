"""Long runs under load and faults: `make soak` (MAGPIE_SOAK_MINUTES, 10 by default)."""
