"""What sums of sessions and events tell: each insight a pure function from what is asked to rows, over roll-ups."""
