"""公开信息: records from draft to publication."""
