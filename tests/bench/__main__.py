"""Every measurement in turn: `make bench`."""

from __future__ import annotations

from tests.bench import bench_delivery, bench_latency, bench_linking, bench_page, bench_reading, bench_stream

if __name__ == "__main__":
    bench_reading.main()
    bench_latency.main()
    bench_linking.main()
    bench_stream.main()
    bench_page.main()
    bench_delivery.main()
