"""Runs a command beside a live service with a database of its own.

SPDX-License-Identifier: MIT

Usage: with_service.py COMMAND [ARGUMENT...]
The command finds the service's address in SAFER_TEST_URL, its state folder in SAFER_STATE and its database
in DATABASE_URL. The exit status is the command's, or 1 when the service did not stop well.
"""

import os
import subprocess
import sys

from service import Service


def main():
    with Service() as service:
        environment = dict(
            os.environ,
            SAFER_TEST_URL=service.url,
            SAFER_STATE=service.environment["SAFER_STATE"],
            DATABASE_URL=service.environment["DATABASE_URL"],
        )
        status = subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
