"""Addresses of dispatch."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from callout.dispatching import actions, fairness_pages, tables, views
from callout.dispatching import pages as people
from callout.dispatching.board import views as board
from callout.dispatching.planning import pages as plans

board_pages = [
    path("data/", board.Data.as_view(), name="board-data"),
    path("replay/", board.Replay.as_view(), name="board-replay"),
    path("people/", board.People.as_view(), name="board-people"),
    path("fits/", board.WhoFits.as_view(), name="board-fits"),
    path("optimiser/", board.Optimiser.as_view(), name="board-optimiser"),
    path("orders/<int:order>/", board.Order.as_view(), name="board-order"),
    path("orders/<int:order>/check/", board.Check.as_view(), name="board-check"),
    path("orders/<int:order>/assign/", board.Assign.as_view(), name="board-assign"),
    path("bookings/<int:booking>/move/", board.Move.as_view(), name="board-move"),
    path("bookings/<int:booking>/free/", board.Free.as_view(), name="board-free"),
    path("bookings/<int:booking>/lock/", board.SetLock.as_view(), name="board-lock"),
    path("drafts/", board.Drafts.as_view(), name="board-drafts"),
    path("drafts/<int:draft>/orders/<int:order>/", board.DraftOrder.as_view(), name="board-draft-order"),
    path("drafts/<int:draft>/fill/", board.FillDraft.as_view(), name="board-draft-fill"),
    path("drafts/<int:draft>/publish/", board.Publish.as_view(), name="board-publish"),
    path("drafts/<int:draft>/discard/", board.Discard.as_view(), name="board-discard"),
]

pages: list[URLPattern | URLResolver] = [
    path("", board.BoardPage.as_view(), name="day"),
    path("board/", include(board_pages)),
    path("list/", views.DayPage.as_view(), name="list"),
    path("plan/", actions.Plan.as_view(), name="plan"),
    path("assign/", actions.AssignMany.as_view(), name="assign-many"),
    path("undo/<str:token>/", actions.Undo.as_view(), name="undo"),
    path("pool/", tables.PoolList.as_view(), name="pool"),
    path("pool/<int:pk>/withdraw/", people.OfferWithdraw.as_view(), name="offer-withdraw"),
    path("pool/<int:pk>/refuse/", people.OfferRefuse.as_view(), name="offer-refuse"),
    path("grab/", tables.GrabList.as_view(), name="grab"),
    path("grab/<int:pk>/", people.Grab.as_view(), name="grab-order"),
    path("proposals/", tables.ProposalList.as_view(), name="proposals"),
    path("proposals/confirm/", people.Confirm.as_view(), name="confirm"),
    path("escalations/", tables.EscalationList.as_view(), name="escalations"),
    path("escalations/<int:pk>/settle/", people.Settle.as_view(), name="settle"),
    path("escalations/<int:pk>/give-way/", people.GiveWay.as_view(), name="give-way"),
    path("fairness/", fairness_pages.FairnessList.as_view(), name="fairness"),
    path("fairness/entries/", fairness_pages.FairnessEntries.as_view(), name="fairness-entries"),
    path("policies/", tables.PolicyList.as_view(), name="policies"),
    path("policies/<int:pk>/", people.PolicyEdit.as_view(), name="policy"),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/new/", plans.PlanDay.as_view(), name="plan-day"),
    path("plans/<int:pk>/progress/", plans.PlanProgress.as_view(), name="plan-progress"),
    path("plans/<int:pk>/stop/", plans.PlanStop.as_view(), name="plan-stop"),
    path("bookings/<int:pk>/", views.BookingPanel.as_view(), name="booking"),
    path("bookings/<int:pk>/move/", actions.Move.as_view(), name="move"),
    path("bookings/<int:pk>/take-back/", actions.TakeBack.as_view(), name="take-back"),
    path("orders/<slug:number>/", views.OrderOptions.as_view(), name="options"),
    path("orders/<slug:number>/assign/", actions.Assign.as_view(), name="assign"),
]

urlpatterns = [path("dispatch/", include((pages, "dispatching")))]
