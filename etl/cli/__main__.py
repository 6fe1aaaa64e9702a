"""``python -m etl.cli``: the command where it is not installed."""

import sys

from etl.cli import main

if __name__ == "__main__":
    sys.exit(main())
