"""`python -m salesdesk`."""

import sys

from salesdesk.app import main

sys.exit(main())
