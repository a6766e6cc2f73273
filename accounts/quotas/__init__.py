"""How often somebody may ask: by the day and minute with a key, by the minute and address without one."""
