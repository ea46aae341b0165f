"""Every measurement in turn: `make bench`."""

from __future__ import annotations

from tests.bench import bench_latency, bench_linking

if __name__ == "__main__":
    bench_latency.main()
    bench_linking.main()
