"""How the API knows who asks: the classes that settings name for Django REST framework."""
