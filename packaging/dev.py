"""The one command for people who work on SalesDesk: `python3 packaging/dev.py run | test | bench | check | ...`.

Needs nothing but Python 3.11 or newer: it makes the environment itself. This file must be readable by any Python 3,
so that an old one gets a sentence instead of a syntax error; the work is in `tasks.py`.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "SalesDesk needs Python 3.11 or newer, and this is Python %d.%d (%s). "
        "Install a newer Python and start this command with it."
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )

from tasks import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
