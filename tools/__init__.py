"""What `./dev` is made of: the environment, the front-end files, the server, the checks. Standard library only."""
