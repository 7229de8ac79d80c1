"""What is not known and what follows: inputs with their distributions, whole tracks drawn from them (JCGM 101)."""
