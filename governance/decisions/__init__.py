"""The register of decisions: numbered, append-only, each entry sealed with the hash of the one before."""
