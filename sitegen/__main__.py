"""`python -m sitegen`."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    try:
        from sitegen.cli import run  # takes a moment, in which somebody may press Ctrl-C already
    except KeyboardInterrupt:
        sys.exit("Aborted!")
    run(arguments)


if __name__ == "__main__":
    main()
