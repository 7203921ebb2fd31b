"""Which works is an output worth comparing with? One way of keeping works a file, found by listing."""
