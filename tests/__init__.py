"""Tests of the helpline; they mirror the packages."""
