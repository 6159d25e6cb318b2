"""The public pages: HTML from published documents and the published tables alone.

`records` and `lists` answer requests; `claim` turns a claim's document into what its template shows; `serving`
caches and answers conditionally; `errors` words what went wrong. No page knows an editorial model.
"""
