"""How each parameter of the code social is seen from outside: scenarios by section, and the walk that plays them."""
