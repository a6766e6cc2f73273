"""Cars: what their inlets take, how fast they charge at a plug, a catalogue to choose from, and a driver's own."""
