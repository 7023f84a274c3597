"""The programs that run originals: sessions of GNU Octave and MATLAB, their drivers and shims."""
