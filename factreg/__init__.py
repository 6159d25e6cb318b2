"""What serves every app and knows no claim: settings, database, headers, server."""
