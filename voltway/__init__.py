"""The VoltWay project: composition of its apps, settings, and libraries that know no charger."""
