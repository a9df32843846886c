"""What the GPU, the driver and the tools are; nothing is started that a machine without a GPU lacks."""

import re
import shutil
import subprocess

QUERY = ["name", "driver_version", "memory.total", "clocks.max.sm", "power.limit", "ecc.mode.current"]


def said(*command):
    """Standard output of a command, or "" where it is missing or fails."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return done.stdout if done.returncode == 0 else ""


def gpu():
    """The first GPU as the driver describes it; None where there is none."""
    lines = said("nvidia-smi", f"--query-gpu={','.join(QUERY)}", "--format=csv,noheader").splitlines()
    return dict(zip(QUERY, (part.strip() for part in lines[0].split(",")))) if lines else None


def architecture():
    """What nvcc calls the GPU: "90a" for compute capability 9.0, "" where there is none."""
    capability = said("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader").splitlines()
    number = capability[0].strip().replace(".", "") if capability else ""
    return number + "a" if number in ("90", "100") else number


def nvcc():
    match = re.search(r"V([0-9.]+)", said("nvcc", "--version"))
    return match.group(1) if match else ""


def short_name(gpu_name):
    """ "h100-80gb-hbm3" of "NVIDIA H100 80GB HBM3"."""
    words = re.findall(r"[a-z0-9]+", gpu_name.lower())
    return "-".join(word for word in words if word not in ("nvidia", "geforce", "tesla"))
