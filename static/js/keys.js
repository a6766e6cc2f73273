// A new key is copied with one click.
import "vw/copying";
import "vw/preferences";
