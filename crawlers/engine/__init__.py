"""The only part that touches the network: Scrapy, its manners, and what it keeps."""
