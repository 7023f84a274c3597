"""Where GNU Octave's versions differ from each other and from MATLAB: an executed table, and lines that rest on it."""
