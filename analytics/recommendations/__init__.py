"""What somebody who charges at a station may like, from where drivers charge and from what stations are like."""
