"""Search for inputs: on which an original and its port part, or two changes of a port."""
