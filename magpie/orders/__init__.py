"""Products.  Opportunities name a product by a link, since sales lies below."""
