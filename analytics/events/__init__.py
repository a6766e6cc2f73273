"""What people do on the site and programs ask of it: counted off the request's path, of nobody in particular."""
