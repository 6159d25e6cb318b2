"""A claim in other sites' pages: a frame that needs no script and no cookie, and oEmbed, which tells of it."""
