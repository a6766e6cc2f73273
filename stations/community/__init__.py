"""What drivers tell each other about stations."""
