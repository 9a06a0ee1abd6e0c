"""What the benches share: machine facts, a service network of any size, servers to measure."""
