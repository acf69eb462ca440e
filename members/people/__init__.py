"""The register of members. A seat, a login, a proxy and a presence are four different things."""
