"""How it flows: Faust agents around pure steps, from raw articles to conflict events."""
