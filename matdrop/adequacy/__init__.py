"""How much the cases of a pair would notice: the port is changed in one place after the other, and run."""
