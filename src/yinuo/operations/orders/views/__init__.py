"""Screens of papers, money, approval and parts. Those of the workshop are in work_views.py."""
