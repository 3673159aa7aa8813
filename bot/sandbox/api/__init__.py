"""The Bot API over HTTP: bodies, methods by name, webhook delivery.

Knows `world` and `rules`; the page's own endpoints are next door in `control`.
"""
