"""Mechanisms: functions of the economy that move stocks; kernels stand below them."""
