"""How processes that help behave towards the rest of the machine: low priority, and no life of their own."""

from __future__ import annotations

import os
import sys
from multiprocessing import parent_process
from threading import Thread

#: As nice as a long piece of work is; people at the pages are served first.
NICE = 15
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of Windows


def step_back() -> None:
    """Run this process at low priority from now on."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
        return
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))


def leave_with_parent() -> None:
    """End with the process that started this one, also in the middle of its work."""
    parent = parent_process()
    assert parent is not None

    def wait_and_leave() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait_and_leave, daemon=True).start()
