"""The web page and its interface: a table that any replica rebuilds from `events`, queries, a stream, and a page to watch."""
