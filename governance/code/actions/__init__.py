"""What is done to the code social, one module a topic."""
