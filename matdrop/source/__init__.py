"""Reading code, once: functions and statements of MATLAB and Python sources, what each reads and stores."""
