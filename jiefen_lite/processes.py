"""How helping processes behave towards the rest of the machine: low priority, bounds, no own life."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

#: As nice as a long piece of work is; people at the pages are served first.
NICE = 15
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of Windows
#: For ``subprocess``: Windows gives a process its low priority at the start, elsewhere it steps back itself.
CREATION_FLAGS = _BELOW_NORMAL if sys.platform == "win32" else 0
#: For ``subprocess``: a process that begins a group of its own can be ended with all that it has started.
OWN_GROUP = None if sys.platform == "win32" else 0
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
_HOME = str(Path(__file__).resolve().parents[1])


def environment() -> dict[str, str]:
    """In which a process finds the modules of this project, wherever it is started."""
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def one_thread_each() -> None:
    """Let matrices be counted by the thread that asks: a page's are small, and helpers that wait for the next
    one take the processor from other people's pages. To be called before numpy is brought in."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


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


def stay_alone(parent: int) -> None:
    """Start no other process, and end with the one that started this: where the system sees to that.

    The system does so also where this process hangs in a library. Root may start others all the same;
    :func:`end_group` ends them.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the system was told
            os._exit(1)


def give_back_memory() -> None:
    """Hand what is not used any more back to the system, where its library keeps it for later."""
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
        if trim is not None:
            trim(0)


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End a process started as ``OWN_GROUP``, for which nobody has waited yet, and what it has started."""
    if sys.platform == "win32":
        child.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def leave_with_parent() -> None:
    """End with the process that started this one, also in the middle of its work."""
    from multiprocessing import parent_process  # the short-lived readers need none of it

    parent = parent_process()
    assert parent is not None

    def wait_and_leave() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait_and_leave, daemon=True).start()
