"""Search of what is published: how words are spelled, what holds them, and which comes first. No page, no template."""
