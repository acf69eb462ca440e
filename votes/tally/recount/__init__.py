"""What checks a published box, here and on any other computer; the program is made of it (core/standalone.py)."""
