"""Forms that are sent twice: the same form is carried out once, and another content under its code is refused."""
