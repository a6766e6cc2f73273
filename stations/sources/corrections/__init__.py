"""What drivers know better than a source, laid over its records whenever they are published or rebuilt."""
