"""Photos in the queue of a moderator: what is seen on them stands beside what is told of them."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stations.admin.moderating import Moderating
from stations.models import Photo


@admin.register(Photo)
class PhotoAdmin(Moderating[Photo]):
    """The small copy in the list, the large one on a page of its own."""

    says = "caption"
    list_display = ("seen", "state", "station_page", "caption", "licence", "who", "created_at", "reason")
    list_display_links = ("seen",)
    fields = (
        "picture", "station_page", "caption", "author", "licence", "who", "created_at", "state", "reason",
        "width", "height", "size",
    )  # fmt: skip
    readonly_fields = ("picture", "station_page", "who")

    @admin.display(description=_("photo"))
    def seen(self, photo: Photo) -> SafeString:
        return _image(photo, "small", _("open"))

    @admin.display(description=_("photo"))
    def picture(self, photo: Photo) -> SafeString:
        return _image(photo, "large", photo.caption)


def _image(photo: Photo, size: str, words: object) -> SafeString:
    address = reverse("photo-picture", args=[photo.public_id, size])
    # The console's own styles hold no picture in its column; its policy takes no style of ours.
    width = 120 if size == "small" else min(800, photo.width)
    return format_html('<img src="{}" alt="{}" width="{}">', address, words, width)
