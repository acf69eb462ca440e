"""Live: what everyone on a topic sees alike is rendered once and sent; what is personal is announced."""
