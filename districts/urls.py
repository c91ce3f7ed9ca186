"""Addresses of the districts app: what upper apps do not add to."""

from django.urls import re_path

from districts.views import rural

app_name = "districts"
LEAID = "(?P<leaid>[0-9]{7})"
urlpatterns = [
    re_path(rf"^districts/{LEAID}/rural/\Z", rural.district_rural, name="district_rural"),
    re_path(rf"^districts/{LEAID}/rural/designate/\Z", rural.district_designate, name="district_designate"),
]
