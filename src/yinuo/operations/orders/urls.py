from django.urls import path

from .views import added, estimates, line, lists, order, parts, settings

app_name = "orders"

urlpatterns = [
    path("orders/", lists.orders, name="list"),
    path("orders/added-work/", added.open_requests, name="added_work"),
    path("orders/parts/", parts.desk, name="parts"),
    path("orders/rules/", settings.policy, name="policy"),
    path("visits/<int:visit_id>/orders/open/", order.open_order, name="open"),
    path("orders/<int:order_id>/", order.order, name="order"),
    path("orders/<int:order_id>/picks/", order.pick_list, name="picks"),
    path("orders/<int:order_id>/menu/", order.add_menu_item, name="add_menu_item"),
    path("orders/<int:order_id>/labour/", order.add_labour, name="add_labour"),
    path("orders/<int:order_id>/part/", order.add_part, name="add_part"),
    path("orders/<int:order_id>/sublet/", order.add_sublet, name="add_sublet"),
    path("orders/<int:order_id>/fee/", order.add_fee, name="add_fee"),
    path("orders/<int:order_id>/finding/<int:finding_id>/", order.add_from_finding, name="add_from_finding"),
    path("orders/<int:order_id>/declined/<int:line_id>/", order.add_from_declined, name="add_from_declined"),
    path("orders/<int:order_id>/present/", estimates.present, name="present"),
    path("orders/<int:order_id>/release/", order.release, name="release"),
    path("orders/<int:order_id>/instructions/", order.instruct, name="instruct"),
    path("orders/<int:order_id>/later/", order.renegotiate, name="renegotiate"),
    path("orders/<int:order_id>/void/", order.void, name="void"),
    path("orders/<int:order_id>/print/", estimates.print_order, name="print"),
    path("orders/<int:order_id>/found/", added.request_added_work, name="request_added_work"),
    path("lines/<int:line_id>/", line.edit, name="line"),
    path("lines/<int:line_id>/remove/", order.remove_line, name="remove_line"),
    path("lines/<int:line_id>/move/", order.move_line, name="move_line"),
    path("estimates/<int:estimate_id>/", estimates.share, name="share"),
    path("estimates/<int:estimate_id>/link/", estimates.link, name="link"),
    path("estimates/<int:estimate_id>/told/", estimates.told, name="told"),
    path("estimates/<int:estimate_id>/tablet/", estimates.tablet, name="tablet"),
    path("estimates/<int:estimate_id>/print/", estimates.print_estimate, name="print_estimate"),
    path("added-work/<int:added_work_id>/drop/", added.drop, name="drop_added_work"),
    path("parts/<int:demand_id>/request/", parts.request_part, name="request_part"),
    path("parts/<int:demand_id>/issue/", parts.issue, name="issue_part"),
    path("parts/<int:demand_id>/return/", parts.take_back, name="return_part"),
    path("parts/<int:demand_id>/expected/", parts.expected, name="expected_part"),
    path("parts/<int:demand_id>/drop/", parts.drop, name="drop_part"),
]
