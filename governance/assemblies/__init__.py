"""General meetings as they are held: a meeting moves the proposals on its agenda."""
