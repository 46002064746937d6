"""What a family writes that happened in a case, read out of its words."""

from helpline.news.reading import News, read_news

__all__ = ["News", "read_news"]
