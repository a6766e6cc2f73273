"""Pure helpers that know no charger."""
