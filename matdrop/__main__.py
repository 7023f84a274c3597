"""Run the command line as ``python -m matdrop``."""

import sys

from matdrop.cli import main

if __name__ == "__main__":
    sys.exit(main())
