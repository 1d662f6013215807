"""How surely, how soon and how falsely bulletins speak, in simulated districts with planted effects."""
