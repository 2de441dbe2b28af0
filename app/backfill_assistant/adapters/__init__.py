"""How the ports of the core are filled."""
