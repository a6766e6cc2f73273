"""Paths of the pages."""

from django.urls import path, re_path

from stations.web import (
    data_page,
    developers,
    export_page,
    finder,
    guides,
    preferences,
    problems,
    sitemap,
    station_page,
    well_known,
)
from stations.web.community import answers, edits, findings, photos, review_forms, reviews

urlpatterns = [
    path("", finder.show, name="finder"),
    re_path(r"^stations/(?P<public_id>[a-z2-7]{12})/$", station_page.show, name="station"),
    re_path(r"^stations/(?P<public_id>[a-z2-7]{12})/(?P<slug>[^/]+)/$", station_page.show, name="station-page"),
    re_path(r"^stations/(?P<station>[a-z2-7]{12})/edits/new/$", edits.change, name="edit-station"),
    path("stations/add/", edits.add, name="station-add"),
    path("edits/", edits.mine, name="edits"),
    re_path(r"^stations/(?P<public_id>[a-z2-7]{12})/tell/broken/$", findings.broken, name="station-broken"),
    re_path(r"^stations/(?P<public_id>[a-z2-7]{12})/tell/check-in/$", findings.check, name="station-check-in"),
    path("stations/answer/<str:token>/", answers.show, name="operator-answer"),
    re_path(r"^stations/(?P<station>[a-z2-7]{12})/photos/add/$", photos.add, name="photo-add"),
    re_path(r"^photos/(?P<public_id>[\w-]{22})/$", photos.show, name="photo"),
    re_path(r"^photos/(?P<public_id>[\w-]{22})/delete/$", photos.drop, name="photo-drop"),
    re_path(r"^photos/(?P<public_id>[\w-]{22})/(?P<size>small|large)\.webp$", photos.picture, name="photo-picture"),
    re_path(r"^stations/(?P<station>[a-z2-7]{12})/reviews/all/$", reviews.show_all, name="reviews"),
    re_path(r"^stations/(?P<station>[a-z2-7]{12})/reviews/mine/$", review_forms.write, name="review-write"),
    re_path(r"^reviews/(?P<public_id>[\w-]{22})/helpful/$", review_forms.helpful, name="review-helpful"),
    re_path(r"^reviews/(?P<public_id>[\w-]{22})/reply/$", review_forms.reply, name="review-reply"),
    path("data/", data_page.show, name="data"),
    path("developers/", developers.show, name="developers"),
    path("developers/guide/", guides.show, name="developers-guide"),
    path("guide/", guides.show, name="guide"),
    path("export/", export_page.show, name="export"),
    path("export/<str:public_id>/", export_page.status, name="export-status"),
    path("export/<str:public_id>/file/", export_page.file, name="export-file"),
    path("export/<str:public_id>/cancel/", export_page.cancel, name="export-cancel"),
    # Without a slash at the end, as the API names it: a problem's `type` has to lead somewhere.
    path("problems/<slug:slug>", problems.show, name="problem"),
    path("preferences/", preferences.choose, name="preferences"),
    path("favicon.ico", well_known.favicon, name="favicon"),
    path("robots.txt", well_known.robots, name="robots"),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap-pages"),
    path("sitemap-stations-<int:shard>.xml", sitemap.stations, name="sitemap-stations"),
]
