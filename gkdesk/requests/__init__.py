"""依申请公开: requests for information and their statutory clock."""
