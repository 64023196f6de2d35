"""What the page costs: `make bench` measures it and writes it into `tests/tools/bench.json` and the README."""
