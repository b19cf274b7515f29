"""What tests, gallery and benchmarks share: servers, displays, keyrings, and eyes on them."""
