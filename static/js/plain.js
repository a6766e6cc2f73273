// Pages of words need nothing but the preferences.
import "vw/preferences";
