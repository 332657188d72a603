"""县级接收: the county's inbox in a window of its own."""
