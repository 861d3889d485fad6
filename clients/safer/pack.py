#!/usr/bin/env python3
# Makes one file of the client, to be installed or copied: a zip that Python runs.
# SPDX-License-Identifier: MIT
"""Usage: pack.py FILE

FILE is the program safer with all its parts: `./FILE`, or `py FILE` on Windows. The same parts make the
same file, byte for byte.
"""

import os
import sys
import zipfile

HERE = os.path.dirname(os.path.realpath(__file__))
PARTS = os.path.join(HERE, "safer_client")
NO_TIME = (1980, 1, 1, 0, 0, 0)


def parts():
    """(name in the zip, its bytes) of the program and its parts."""
    yield "__main__.py", os.path.join(HERE, "safer")
    for name in sorted(os.listdir(PARTS)):
        if name.endswith(".py"):
            yield "safer_client/" + name, os.path.join(PARTS, name)


def main():
    target = sys.argv[1]
    with open(target + ".part", "wb") as stream:
        stream.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in parts():
                with open(path, "rb") as part:
                    archive.writestr(
                        zipfile.ZipInfo(name, NO_TIME), part.read(), zipfile.ZIP_DEFLATED
                    )
    os.chmod(target + ".part", 0o755)
    os.replace(target + ".part", target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
