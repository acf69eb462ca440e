"""What a maintainer runs by hand now and then; nothing here is needed to run Assemblage."""
