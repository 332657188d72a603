"""Tests of gkdesk.backup."""
