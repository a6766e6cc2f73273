"""What drivers tell, in version 2 of the API."""
