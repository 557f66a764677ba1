"""What outputs are made by, as one fingerprint: sitegen's own code, the packages that are installed, Python."""

import os
import sys
from pathlib import Path

from sitegen.lazy import fingerprint

METADATA = (".dist-info", ".egg-info")  # folders whose names say a package and its version


def version_of_everything() -> bytes:
    """Another one after any change of the code or the packages: what an older version made is not believed."""
    package = Path(__file__).parent
    code = tuple((path.relative_to(package).as_posix(), path.read_bytes()) for path in sorted(package.rglob("*.py")))
    return fingerprint((code, _packages(), sys.version))


def _packages() -> tuple[str, ...]:
    """All that are installed, because Pygments takes lexers from any of them."""
    names = (name for folder in sys.path if os.path.isdir(folder) for name in os.listdir(folder))
    return tuple(sorted({name for name in names if name.endswith(METADATA)}))
