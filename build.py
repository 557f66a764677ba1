"""`python build.py` is `python -m sitegen build`."""

import sys

from sitegen.__main__ import main

if __name__ == "__main__":
    main(["build", *sys.argv[1:]])
