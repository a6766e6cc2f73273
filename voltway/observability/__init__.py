"""Seeing inside a running VoltWay: logs, request ids, metrics, health, error reports. Knows no charger."""
