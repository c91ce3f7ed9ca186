"""What districts say of their own facts, and the yearly confirmation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
