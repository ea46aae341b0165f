"""Which jars is Apache Kafka made of, and where are they on this machine? Fetched by jgo, checked against `jars.tsv`.

Nothing of Kafka runs before every jar has the SHA-256 of the table. What is there already, here or in Maven's own
repository on this machine, is not fetched again, so a second start needs no network. `python -m streams.kafka.jars` prints
the table anew, for another version of Kafka.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from streams.errors import DigestError, DownloadError, MissingExtraError, SettingsError
from streams.lexicons.load import Row, read_file

if TYPE_CHECKING:
    from jgo.maven import MavenContext

KAFKA_VERSION = "4.1.1"
_ENDPOINT = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}+org.slf4j:slf4j-simple:1.7.36"
JARS_TABLE = Path(__file__).parent / "jars.tsv"
_AT_ONCE = 4
"""Downloads at a time: enough to hide the latency of a mirror, too few to annoy it."""
_TIMEOUT_S = 60

Progress = Callable[[str, float | None], None]
"""Called with what is being done, for people, and its share from 0 to 1 where that is known."""


class Jar(Row):
    """Which jar is one row of the table?"""

    group: str
    artifact: str
    version: str
    bytes: int
    sha256: str

    @property
    def coordinate(self) -> str:
        """What does Maven call it?"""
        return f"{self.group}:{self.artifact}:{self.version}"

    def path_in(self, repository: Path) -> Path:
        """Where is it in a Maven repository on disk?"""
        return repository.joinpath(*self.group.split("."), self.artifact, self.version, f"{self.artifact}-{self.version}.jar")


def read_jars() -> tuple[Jar, ...]:
    """Which jars does the table name?"""
    return tuple(read_file(JARS_TABLE, Jar))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _have(jar: Jar, path: Path) -> bool:
    return path.is_file() and path.stat().st_size == jar.bytes and _sha256(path) == jar.sha256


def _maven_home() -> Path:
    return Path(os.environ.get("M2_REPO") or Path.home() / ".m2" / "repository")


def _context(repository: Path, remote: str | None) -> tuple[MavenContext, str]:
    if importlib.util.find_spec("jgo") is None:
        raise MissingExtraError("embedded", "starting Apache Kafka without KAFKA_HOME or SITREP_KAFKA_BOOTSTRAP")
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    url = (remote or MAVEN_CENTRAL_URL).rstrip("/")
    return MavenContext(repo_cache=repository, local_repos=[], remote_repos={"maven": url}, timeout=_TIMEOUT_S), url


def _download(jar: Jar, context: MavenContext, url: str) -> Path:
    import requests

    path = jar.path_in(context.repo_cache)
    path.unlink(missing_ok=True)  # half of a download that was cut
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
    try:
        context.resolver.download(artifact)
    except (requests.RequestException, RuntimeError, OSError) as error:
        path.unlink(missing_ok=True)
        raise DownloadError(jar.coordinate, url, _cause(error)) from error
    if not _have(jar, path):
        found = _sha256(path)
        path.unlink(missing_ok=True)
        raise DigestError(path, jar.sha256, found)
    return path


def _cause(error: BaseException) -> str:
    """What went wrong, at the bottom of the chain, in one line?"""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]


def fetch_jars(cache_dir: Path, remote: str | None = None, progress: Progress | None = None) -> tuple[Path, ...]:
    """Where are all of Kafka's jars, each with the digest of the table? Fetches what is missing.

    Raises SettingsError, MissingExtraError without jgo, DownloadError, DigestError. Two processes at once wait for one another.
    """
    repository = cache_dir / "maven"
    try:
        repository.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError("SITREP_CACHE_DIR", f"{repository}: {error.strerror}") from error
    jars = read_jars()
    with (repository / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = {jar: path for jar in jars for path in _places(jar, repository) if _have(jar, path)}
        missing = [jar for jar in jars if jar not in found]
        if missing:
            context, url = _context(repository, remote)
            total = sum(jar.bytes for jar in missing)
            done = 0
            with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="jars") as pool:
                running = {pool.submit(_download, jar, context, url): jar for jar in missing}
                try:
                    for number, future in enumerate(as_completed(running), 1):
                        jar = running[future]
                        found[jar] = future.result()
                        done += jar.bytes
                        if progress:
                            said = f"downloading Apache Kafka {KAFKA_VERSION}: {number} of {len(missing)} jars"
                            progress(f"{said}, {done / 1e6:.0f} of {total / 1e6:.0f} MB", done / total)
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise
    return tuple(found[jar] for jar in jars)


def _places(jar: Jar, repository: Path) -> tuple[Path, Path]:
    return jar.path_in(_maven_home()), jar.path_in(repository)


def main() -> None:
    """Writes the table of what Kafka needs, resolved by jgo from the Maven repository."""
    import jgo

    lines = [
        "# Apache Kafka and everything it needs to run as one node, from a Maven repository. Checked before anything runs.",
        f"# Made by python -m streams.kafka.jars: what {_ENDPOINT} resolves to.",
        "\t".join(Jar.model_fields),
    ]
    for artifact in sorted(jgo.resolve(_ENDPOINT), key=lambda found: (found.groupId, found.artifactId)):
        path = artifact.resolve()
        cells = (artifact.groupId, artifact.artifactId, artifact.version, path.stat().st_size, _sha256(path))
        lines.append("\t".join(map(str, cells)))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
