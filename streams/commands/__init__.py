"""The commands, by what they need: `offline` nothing, `live` a broker, `admin` whatever is there to be checked."""
