"""Addresses of the districts app: what upper apps do not add to."""

from django.urls import path

from districts.views import rural

app_name = "districts"
urlpatterns = [
    path("districts/<str:leaid>/rural/", rural.district_rural, name="district_rural"),
    path("districts/<str:leaid>/rural/designate/", rural.district_designate, name="district_designate"),
]
