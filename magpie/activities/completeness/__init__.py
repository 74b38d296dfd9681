"""How complete the records are, and campaigns in which owners fill in what is missing."""
