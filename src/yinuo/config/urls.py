"""All URLs. Those of staff begin with `/s/<site>/` and come from the slices; the customer's are short."""

from django.conf import settings
from django.urls import include, path

from yinuo.core.access import doors, tablet
from yinuo.operations.setup.views import first_run
from yinuo.operations.visits.views import public as visits

SLICES = [  # those asked most come first: the patterns are tried in turn
    ("visits", "yinuo.operations.visits.urls"),
    ("orders", "yinuo.operations.orders.urls"),
    ("work", "yinuo.operations.orders.work_urls"),
    ("settlement", "yinuo.operations.settlement.urls"),
    ("booking", "yinuo.operations.booking.urls"),
    ("staff", "yinuo.people.staff.urls"),
    ("access", "yinuo.core.access.urls"),
    ("today", "yinuo.supervision.today.urls"),
    ("pictures", "yinuo.core.pictures.urls"),
    ("search", "yinuo.core.search.urls"),
    ("customers", "yinuo.information.customers.urls"),
    ("vehicles", "yinuo.information.vehicles.urls"),
    ("encounters", "yinuo.information.encounters.urls"),
    ("promises", "yinuo.information.promises.urls"),
    ("stock", "yinuo.operations.stock.urls"),
    ("setup", "yinuo.operations.setup.urls"),
    ("standards", "yinuo.operations.standards.urls"),
    ("follow_up", "yinuo.supervision.follow_up.urls"),
    ("reminders", "yinuo.supervision.reminders.urls"),
    ("complaints", "yinuo.supervision.complaints.urls"),
    ("topics", "yinuo.supervision.topics.urls"),
    ("cases", "yinuo.supervision.cases.urls"),
    ("gaps", "yinuo.supervision.gaps.urls"),
    ("weekly", "yinuo.supervision.weekly.urls"),
    ("elements", "yinuo.supervision.elements.urls"),
    ("satisfaction", "yinuo.supervision.satisfaction.urls"),
    ("surveys", "yinuo.supervision.surveys.urls"),
]

urlpatterns = [
    path("", doors.home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("", include("yinuo.core.ui.urls")),
    path("language/", doors.choose_language, name="set_language"),
    path("switch/", tablet.switch, name="switch"),
    path("t/<str:token>/", visits.follow, name="visit_follow"),
    path("", include("yinuo.operations.orders.customer_urls")),
    path("tell/", include("yinuo.supervision.complaints.public_urls")),
    path("", include("yinuo.supervision.surveys.public_urls")),
    path("book/", include("yinuo.operations.booking.public_urls")),
    path("setup/", first_run, name="first_run"),
    *[path("s/<slug:site>/", include((module, name))) for name, module in SLICES],
]
if settings.DEMO:
    urlpatterns.append(path("demo/sign-in/", doors.demo_sign_in, name="demo_sign_in"))
