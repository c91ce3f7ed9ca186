"""Addresses of the districts app: what upper apps do not add to."""

from django.urls import path, re_path

from districts.views import delegates, imports, posts, rural

app_name = "districts"
LEAID, POST = "(?P<leaid>[0-9]{7})", "(?P<pk>[0-9]{1,18})"
urlpatterns = [
    re_path(rf"^districts/{LEAID}/rural/\Z", rural.district_rural, name="district_rural"),
    re_path(rf"^districts/{LEAID}/rural/designate/\Z", rural.district_designate, name="district_designate"),
    re_path(rf"^districts/{LEAID}/people/\Z", posts.post_list, name="post_list"),
    re_path(rf"^districts/{LEAID}/people/give/\Z", posts.post_give, name="post_give"),
    re_path(rf"^districts/{LEAID}/people/{POST}/hand-over/\Z", posts.post_hand_over, name="post_hand_over"),
    re_path(rf"^districts/{LEAID}/people/{POST}/end/\Z", posts.post_end, name="post_end"),
    re_path(rf"^districts/{LEAID}/people/{POST}/address/\Z", posts.post_correct_address, name="post_correct_address"),
    re_path(rf"^districts/{LEAID}/people/{POST}/invitation/\Z", posts.post_invite_again, name="post_invite_again"),
    path("my/delegates/", delegates.delegate_list, name="delegate_list"),
    path("my/delegates/give/", delegates.delegate_give, name="delegate_give"),
    path("my/delegates/<int:pk>/end/", delegates.delegate_end, name="delegate_end"),
    path("my/delegates/<int:pk>/keep/", delegates.delegate_keep, name="delegate_keep"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    re_path(rf"^imports/{POST}/\Z", imports.import_detail, name="import_detail"),
    re_path(rf"^imports/{POST}/rows\.csv\Z", imports.import_rows, name="import_rows"),
    re_path(rf"^imports/{POST}/apply/\Z", imports.import_apply, name="import_apply"),
    re_path(rf"^imports/{POST}/look-again/\Z", imports.import_look_again, name="import_look_again"),
    re_path(rf"^imports/{POST}/leave/\Z", imports.import_leave, name="import_leave"),
    re_path(rf"^imports/{POST}/undo/\Z", imports.import_undo, name="import_undo"),
]
