"""The image that link previews show of a dispute: its question, who claims it, who denies it, as of when."""
