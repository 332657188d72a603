"""公开事项目录: the items the town must disclose."""
