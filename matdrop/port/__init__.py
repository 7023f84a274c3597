"""The port: one file for each original in ``matlab_ref/``, same name, same variable names, line for line."""
