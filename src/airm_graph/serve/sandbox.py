"""What a worker process may not do: take more memory than its share, and reach a network.

The engine itself sends what ``SERVICE`` asks for and has no switch for it, so the system refuses
the sockets. On Linux a filter on system calls (seccomp) does this for any user and cannot be lifted
again; elsewhere the query's text is the only guard, and :func:`confine` says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

# From linux/prctl.h, seccomp.h, bpf_common.h and audit.h.
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
FILTER_MODE = 2
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE = 0, 4  # offsets of what a filter is shown
X32 = 0x40000000  # numbers from here on are those of another interface to the same calls
FORBIDDEN = ("socket", "connect", "io_uring_setup")
# By machine: the architecture as audit.h has it, and the numbers of the calls above.
MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
}


def confine(memory: int, longest_file: int, *, network: bool = False) -> bool:
    """Give up, for the rest of this process, what a query has no need of.

    Args:
        memory: Bytes of private memory; an allocation beyond ends the process.
        longest_file: Bytes of the longest file that it may write.
        network: Leave the network open, for queries that may ask other endpoints.

    Returns:
        Whether the network is closed by the system.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest_file, longest_file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the server, which ends us
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # an engine that runs out of memory writes its stack there
    os.close(silence)
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return not network and _close_network(libc)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _close_network(libc: ctypes.CDLL) -> bool:
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return False
    filter_ = _filter(*machine)
    program = _Program(len(filter_) // 8, filter_)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    closed: int = libc.prctl(PR_SET_SECCOMP, FILTER_MODE, ctypes.byref(program), 0, 0)
    return closed == 0


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Calls of another architecture end the process; the forbidden ones fail with EACCES."""

    def step(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, operand)

    checks = [(JUMP_IF_AT_LEAST, X32), *((JUMP_IF_EQUAL, call) for call in calls)]
    steps = [
        step(LOAD, ARCHITECTURE),
        step(JUMP_IF_EQUAL, architecture, if_true=1),
        step(RETURN, KILL),
        step(LOAD, NUMBER),
    ]
    for position, (code, operand) in enumerate(checks):
        steps.append(step(code, operand, if_true=len(checks) - position))
    return b"".join([*steps, step(RETURN, ALLOW), step(RETURN, REFUSE | 13)])
