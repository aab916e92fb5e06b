from pathlib import Path
from string import Template

FOLDER = Path("/app/mails")


def subject(about: str) -> str:
    """The subject line of a mail."""
    text = (FOLDER / "subject.txt").read_text(encoding="utf-8").strip()
    return Template(text).substitute(about=about)
