"""Every framework, every network and every clock; nothing below imports it."""
