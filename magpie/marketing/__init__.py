"""Campaigns.  Leads name the campaign they came from by a link, since sales lies below."""
