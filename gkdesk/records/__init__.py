"""主动公开信息: a record from draft to publication."""
