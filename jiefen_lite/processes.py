"""How helping processes behave towards the rest of the machine: low priority, bounds, no own life."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread

#: As nice as a long piece of work is; people at the pages are served first.
NICE = 15
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of Windows
#: For ``subprocess``: Windows gives a process its low priority at the start, elsewhere it steps back itself.
CREATION_FLAGS = _BELOW_NORMAL if sys.platform == "win32" else 0
_HOME = str(Path(__file__).resolve().parents[1])


def environment() -> dict[str, str]:
    """In which a process finds the modules of this project, wherever it is started."""
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def step_back() -> None:
    """Run this process at low priority from now on."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
        return
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))


def limit_self(memory_bytes: int, cpu_seconds: int) -> None:
    """Bounds on memory and processor time, no files, low priority: where the system knows such bounds."""
    if sys.platform == "win32":
        return  # there whoever started this process watches it, and gave it its low priority
    import resource

    step_back()
    bounds = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in bounds.items():
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def leave_with_parent() -> None:
    """End with the process that started this one, also in the middle of its work."""
    from multiprocessing import parent_process  # the short-lived readers need none of it

    parent = parent_process()
    assert parent is not None

    def wait_and_leave() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait_and_leave, daemon=True).start()
