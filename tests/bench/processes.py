"""What processes use: CPU time to the nanosecond, memory at its peak, as the kernel counts them.

SPDX-License-Identifier: MIT
"""

import os
import signal
import subprocess


def threads(pid):
    return os.listdir(f"/proc/{pid}/task")


def cpu_seconds(pid):
    """What all threads of a process that live now have run."""
    total = 0
    for thread in threads(pid):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / 1e9


def children(pid):
    found = []
    for thread in threads(pid):
        with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
            found += [int(child) for child in file.read().split()]
    return found


def family(pid):
    return [pid] + children(pid)


def ended_children_seconds(pid):
    """What children have run that ended, as their parent has counted it."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def family_cpu_seconds(pid):
    """What a process and its children have run."""
    total = ended_children_seconds(pid)
    for member in family(pid):
        try:
            total += cpu_seconds(member)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total


def status_kb(pid, name):
    """A size in /proc/PID/status, such as VmHWM, in kilobytes."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith(name + ":"):
                return int(line.split()[1])
    return 0


def forget_peaks(pid):
    """Lets VmHWM begin again at what is in use now."""
    for member in family(pid):
        with open(f"/proc/{member}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")


def peak_mb(pid):
    return sum(status_kb(member, "VmHWM") for member in family(pid)) / 1024


def resident_mb(pid):
    return sum(status_kb(member, "VmRSS") for member in family(pid)) / 1024


def start(command, environment, log):
    """Starts a program that ends with us, whatever happens; what it says goes to the file `log`."""
    with open(log, "ab") as file:
        return subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], env=environment,
                                stdin=subprocess.DEVNULL, stdout=file, stderr=file)


def stop(process):
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
