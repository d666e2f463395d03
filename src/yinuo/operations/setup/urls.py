from django.urls import path

from . import goods_views, house_views, views

urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("setup/centre/", views.centre, name="centre"),
    path("setup/later/", views.later, name="later"),
    path("setup/aside/", views.put_aside, name="put_aside"),
    path("setup/prices/", views.prices, name="prices"),
    path("setup/tax/", views.tax, name="tax"),
    path("setup/hours/", house_views.hours, name="hours"),
    path("setup/hours/start/", house_views.start_hours, name="start_hours"),
    path("setup/hours/holidays/", house_views.take_holidays, name="holidays"),
    path("setup/hours/day/", house_views.day, name="day"),
    path("setup/hours/as-usual/", house_views.as_usual, name="as_usual"),
    path("setup/bays/", house_views.bays, name="bays"),
    path("setup/bays/start/", house_views.start_bays, name="start_bays"),
    path("setup/bays/<int:bay_id>/", house_views.change_bay, name="change_bay"),
    path("setup/staff/", house_views.staff, name="staff"),
    path("setup/staff/start/", house_views.start_staff, name="start_staff"),
    path("setup/parts/", goods_views.parts, name="parts"),
    path("setup/parts/start/", goods_views.start_parts, name="start_parts"),
    path("setup/menu/", goods_views.menu, name="menu"),
    path("setup/menu/start/", goods_views.start_menu, name="start_menu"),
    path("setup/menu/new/", goods_views.new_item, name="new_item"),
    path("setup/menu/<int:item_id>/", goods_views.item, name="item"),
    path("setup/menu/<int:item_id>/part/", goods_views.item_part, name="item_part"),
]
