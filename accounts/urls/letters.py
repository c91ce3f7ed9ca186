"""Addresses of letters: the outbox, and everybody's own."""

from django.urls import path

from accounts.views import letters

app_name = "letters"
urlpatterns = [
    path("letters/", letters.letter_list, name="letter_list"),
    path("letters/<int:pk>/", letters.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/again/", letters.letter_send_again, name="letter_send_again"),
    path("my/letters/", letters.my_letters, name="my_letters"),
]
