"""The pages that drivers see: parse the request, make one call, answer. One module a page."""
