"""Addresses of letters: the outbox, and everybody's own."""

from django.urls import path

from accounts.views import outbox

app_name = "letters"
urlpatterns = [
    path("letters/", outbox.letter_list, name="letter_list"),
    path("letters/<int:pk>/", outbox.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/again/", outbox.letter_send_again, name="letter_send_again"),
    path("my/letters/", outbox.my_letters, name="my_letters"),
]
