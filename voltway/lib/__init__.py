"""Pure helpers that know no charger: space, text, bytes and HTTP. Nothing here imports an app."""
