def subject(about: str) -> str:
    """The subject line of a mail."""
    return f"News about {about}"
