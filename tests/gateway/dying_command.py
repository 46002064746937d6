"""A `helpline` command that kills itself (SIGKILL) before its n-th statement of a kind.

`python -m tests.gateway.dying_command KIND N COMMAND…`, as in `UPDATE 3 keys rotate`.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from gateway.cli import main


def die_before(kind: str, number: int) -> None:
    """Lets this process die before a statement that begins with a word, at the n-th of them."""
    seen = 0

    def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal seen
        if statement.lstrip().upper().startswith(kind):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", look)


if __name__ == "__main__":
    die_before(sys.argv[1], int(sys.argv[2]))
    main(sys.argv[3:])
