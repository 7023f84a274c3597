"""Reading code: functions and statements of MATLAB and Python sources, what each reads and stores."""
