"""The code social: statutes and rules as editions of articles with typed parameters."""
