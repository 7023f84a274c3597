"""Does a port compute what its original computes?"""
