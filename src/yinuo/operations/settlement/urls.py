from django.urls import path

from . import views

app_name = "settlement"

urlpatterns = [
    path("visits/<int:visit_id>/checkout/", views.checkout, name="checkout"),
    path("visits/<int:visit_id>/checkout/clean/", views.clean, name="clean"),
    path("visits/<int:visit_id>/checkout/tell/", views.tell_ready, name="tell_ready"),
    path("visits/<int:visit_id>/checkout/show/", views.show_car, name="show_car"),
    path("visits/<int:visit_id>/checkout/explain/", views.explain, name="explain"),
    path("visits/<int:visit_id>/checkout/return/", views.return_things, name="return_things"),
    path("visits/<int:visit_id>/checkout/next-service/", views.next_service, name="next_service"),
    path("visits/<int:visit_id>/checkout/deliver/", views.deliver, name="deliver"),
    path("visits/<int:visit_id>/checkout/close/", views.close, name="close"),
    path("visits/<int:visit_id>/checkout/reopen/", views.reopen, name="reopen"),
    path("visits/<int:visit_id>/invoices/issue/", views.issue, name="issue"),
    path("visits/<int:visit_id>/deposit/", views.deposit, name="deposit"),
    path("invoices/<int:invoice_id>/", views.invoice, name="invoice"),
    path("invoices/<int:invoice_id>/pay/", views.pay, name="pay"),
    path("invoices/<int:invoice_id>/credit/", views.credit, name="credit"),
    path("invoices/<int:invoice_id>/fapiao/", views.fapiao, name="fapiao"),
    path("payments/", views.all_payments, name="payments"),
    path("payments/<int:payment_id>/refund/", views.refund, name="refund"),
    path("payments/<int:payment_id>/reverse/", views.reverse_payment, name="reverse"),
    path("payments/<int:payment_id>/use/", views.use_deposit, name="use_deposit"),
    path("cashier/", views.till, name="till"),
    path("cashier/close/", views.close_day, name="close_day"),
]
