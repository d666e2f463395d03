from django.urls import path

from .views import index, segments, settings, studies

app_name = "satisfaction"

urlpatterns = [
    path("satisfaction/", index.index, name="index"),
    path("satisfaction/mine/", index.mine, name="mine"),
    path("satisfaction/sites/", index.sites, name="sites"),
    path("satisfaction/segments/", segments.segments, name="segments"),
    path("satisfaction/segments/settings/", segments.settings, name="segment_settings"),
    path("satisfaction/what-if/", index.what_if_answer, name="what_if"),
    path("satisfaction/factors/<slug:code>/", index.factor, name="factor"),
    path("satisfaction/service-quality/", studies.servqual, name="servqual"),
    path("satisfaction/drivers/", studies.drivers, name="drivers"),
    path("satisfaction/loyalty/", studies.loyalty, name="loyalty"),
    path("satisfaction/weights/", settings.weights, name="weights"),
    path("satisfaction/weights/drop/", settings.drop_weights, name="drop_weights"),
    path("satisfaction/benchmarks/", settings.benchmarks, name="benchmarks"),
    path("satisfaction/benchmarks/import/", settings.import_benchmarks, name="import_benchmarks"),
]
