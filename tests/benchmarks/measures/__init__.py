"""One module a surface: what is measured beside what, and that all of them answer the same."""
