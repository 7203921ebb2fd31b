"""How is a picture made, whatever it shows? Colours, scales, directions, texture."""
