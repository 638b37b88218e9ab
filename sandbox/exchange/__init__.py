"""Where calls begin: asked for by REST, dialled by a person, or waiting for their turn."""
