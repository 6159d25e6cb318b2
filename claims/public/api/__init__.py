"""The REST API of the public side: views, addresses and their description in OpenAPI."""
