"""Django settings: one file, every value that may differ comes from `voltway.config`."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from voltway.caches import MEGABYTE, caches
from voltway.config import ROOT, load
from voltway.databases import database
from voltway.mail import server as mail_server
from voltway.observability import errors, logs, scrub

CONFIG = load()

SECRET_KEY = CONFIG.key_for_signing()
DEBUG = CONFIG.debug
SITE_URL = CONFIG.site_url
_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = [*filter(None, CONFIG.allowed_hosts.split(",")), _site.hostname or ""]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "stations.web.errors.not_ours"

INSTALLED_APPS = [
    "accounts.console.ConsoleConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "voltway.static_files.StaticFiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "csp",
    "corsheaders",
    # Before allauth: our pages go before its own.
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "stations",
    "analytics",
    "voltway",
]

MIDDLEWARE = [
    "voltway.middleware.Observe",
    "voltway.middleware.Guard",
    "stations.api.v1.leaving.Leaving",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "voltway.middleware.RefuseHostileInput",
    "accounts.quotas.middleware.Counted",
    "voltway.middleware.OneMoment",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.Private",
    "accounts.middleware.Countable",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "voltway.urls"
WSGI_APPLICATION = "voltway.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "stations.web.context.site",
            ],
        },
    }
]

DATABASES = {"default": database(CONFIG)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# People: log-in by e-mail address (docs/adr/0013-accounts.md).
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_ENGINE = "accounts.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "finder"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# One address at a time: a new one takes the place of the old once it is verified.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# accounts/limits.py says what each is for. An address of IPv6 counts by its /64.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_anywhere": "50/h/key",
    "login_failed_pressed": "2/5m/key",
    "signup": "30/h/ip",
    "reset_password": "30/h/ip",
    "mail": "6/h/key",
    # Nothing beside "mail": a sign-up that takes another's place needs its own link at once.
    "confirm_email": "",
}
ACCOUNT_FORMS = {
    name: f"accounts.forms.{form}"
    for name, form in (
        ("login", "LogIn"),
        ("signup", "SignUp"),
        ("add_email", "ChangeAddress"),
        ("change_password", "ChangePassword"),
        ("set_password", "SetPassword"),
        ("reset_password", "AskForReset"),
        ("reset_password_from_key", "ResetPassword"),
        ("reauthenticate", "Reauthenticate"),
    )
}
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.EnterCode",
    "reauthenticate": "accounts.forms.EnterCodeAgain",
    "activate_totp": "accounts.forms.ActivateApp",
}
# Who has a second factor may change their address all the same: nobody is in before the first one is verified.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "VoltWay"
# A phone whose clock is half a minute off.
MFA_TOTP_TOLERANCE = 1

DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.email_from
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CONFIG.email_url else 'console'}.EmailBackend"
EMAIL_TIMEOUT = CONFIG.email_timeout
if CONFIG.email_url:
    _mails = mail_server(CONFIG.email_url.get_secret_value())
    EMAIL_HOST, EMAIL_PORT = _mails.host, _mails.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mails.user, _mails.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mails.starttls, _mails.tls

CACHES = caches(CONFIG)
CACHE_MEMORY_BYTES = CONFIG.cache_memory_mb * MEGABYTE
# What moves on when data changes, by the name of its tag: what was made of it before is never answered again.
CACHE_TAG_VERSIONS = "stations.documents.catalogue.tag_versions"

LANGUAGE_CODE = "en"
# British English has its own dates; its words are the same.
LANGUAGES = [("en", _("English")), ("en-gb", _("British English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "voltway.formats"

STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data_dir / CONFIG.static_dir
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "voltway.static_files.CollectedStaticFiles"
        )
    },
}
# What was not collected is served from where it lies.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
MEDIA_ROOT = CONFIG.data_dir / "media"

# What is done by the clock (voltway/schedule.py): a name, the function that writes the jobs of a slot, and how often;
# from then on the console decides.
SCHEDULE = {
    "Imports that are due": ("stations.ingest.orders.order_imports", timedelta(minutes=1)),
    "Caches and roll-ups": ("stations.ingest.orders.order_refresh", timedelta(hours=1)),
    "Cleaning up": ("stations.ingest.orders.order_clean_up", timedelta(days=1)),
}
# What the hourly refresh calls, by dotted names: an app names here what it keeps and can make anew.
REFRESHES = [
    "stations.community.suspicions.refresh",
    "accounts.suspected.tell_operators",
    "stations.search.snapshot.refresh",
    "analytics.rollups.fold.refresh",
    "analytics.rollups.ratings.refresh",
    "accounts.reports.sending.send_monthly",
    "analytics.reports.sending.send_monthly",
    "analytics.quality.look.refresh",
]
# What the daily cleaning up calls beside the cleaning of runs, with `now`: files and rows kept long enough.
CLEAN_UPS = [
    "stations.community.retention.clean_up",
    "stations.community.photo_files.clean_up",
    "stations.exports.files.clean_up",
    "stations.ingest.retention.clean_up_files",
    "accounts.usage.clean_up",
    "accounts.keys.issue.clean_up",
    "voltway.jobs.sweep.forget",
    "accounts.letters.clean_up",
    "accounts.sessions.clean_up",
    "accounts.verification.clean_up",
    "analytics.events.retention.clean_up",
    "analytics.quality.keeping.clean_up",
    "stations.ingest.statistics.renew",
    "analytics.recommendations.covisits.renew",
]

REST_FRAMEWORK = {
    # Keys belong to people, whom stations don't know: the classes come by name.
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.ScopePermission"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttles.Limits"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "stations.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "VoltWay API",
    "DESCRIPTION": (
        "Charging stations from open registers and networks, in OCPI's words. Reading needs no key; one gives more.\n\n"
        "Power is in watts (parameters in kW), distances in metres, times in UTC; null is “not known”. Answers carry "
        "an `ETag`: send it back as `If-None-Match`. Errors are problem details (RFC 9457) that name the parameter. "
        "Show the `attribution` of each record that you use; do not pass on those whose `open` is not true."
    ),
    "VERSION": "2.0.0",
    "OAS_VERSION": "3.1.0",
    "TAGS": [
        {"name": "stations", "description": "Search, the nearest, one by id, completion."},
        {"name": "map", "description": "Vector tiles of any search."},
        {"name": "catalogue", "description": "Operators and sources."},
        {"name": "exports", "description": "The stations of any search as a file."},
        {"name": "community", "description": "What drivers tell of stations, with its age and its author's licence."},
        {"name": "analytics", "description": "What happened at chargers and on this site, added up."},
        {"name": "me", "description": "What somebody keeps: favourites, cars, saved searches. For its owner alone."},
        {"name": "OCPI", "description": "Locations in the words of OCPI 2.2.1."},
        {"name": "version 1", "description": "The flat rows of the first VoltWay; they go at the end of 2027."},
    ],
    "PREPROCESSING_HOOKS": ["stations.api.schema.hooks.without_slash"],
    "POSTPROCESSING_HOOKS": [
        "stations.api.schema.hooks.add_shapes",
        "accounts.api.schema.add_shapes",
        "analytics.api.schema.add_shapes",
        "analytics.api.similar_schema.add_shapes",
        "stations.api.schema.limits.add_refusals",
    ],
    "SERVERS": [{"url": "/", "description": "This VoltWay."}],
    "SCHEMA_PATH_PREFIX": "/api/v2",
    # As they stand in the code: what belongs together stays together.
    "SORT_OPERATION_PARAMETERS": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # The bundle would ask a validator elsewhere.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": "none", "defaultModelsExpandDepth": 0},
    "COMPONENT_SPLIT_REQUEST": True,
}

# Security: the map's origins are the only foreign ones, and only while an online basemap is set.
_map_origins = sorted(
    {
        f"{parts.scheme}://{parts.netloc}"
        for parts in map(urlsplit, filter(None, (CONFIG.map_style_url, CONFIG.map_style_dark_url)))
    }
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *_map_origins],
        "connect-src": [SELF, *_map_origins],
        "worker-src": [SELF, "blob:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# What pages ask of a device: where it is, when somebody wants the chargers nearby, and to copy a link.
PERMISSIONS_POLICY = (
    "geolocation=(self), clipboard-write=(self), fullscreen=(self), "
    "camera=(), display-capture=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
    "accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()"
)
# Pages of any site may read the public API, always as nobody: no cookie or key of a visitor goes along. What is
# somebody's own is not public.
CORS_URLS_REGEX = r"^/(?:api/(?!v2/me/|v1/(?:auth|favorites))|ocpi/)"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-none-match", "x-api-key"]
CORS_EXPOSE_HEADERS = [
    "deprecation", "etag", "link", "ratelimit", "ratelimit-policy", "retry-after", "sunset", "x-request-id"
]  # fmt: skip
CORS_PREFLIGHT_MAX_AGE = 86_400
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
_https = _site.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
# A cookie of this name no other host or path can have set.
SESSION_COOKIE_NAME = "__Host-sessionid" if _https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _https else "csrftoken"
# Asked from the machine itself, without a proxy and its TLS.
SECURE_REDIRECT_EXEMPT = ["^(?:livez|readyz|health|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None

# Limits: of an address without a key, of one that uses the site, and brakes of what costs more, by address and account.
ANONYMOUS_RATE = CONFIG.anonymous_rate
SITE_RATE = CONFIG.site_rate
BRAKES = {
    "suggestions": "300/m",
    "bulk": "30/m",
    "exports": "20/h",
    "edits": "60/h",
    "checkins": "30/h",
    "reports": "30/h",
    "photos": "20/h",
    "reviews": "60/h",
}

# Seeing inside: dotted names, so that each app adds what it knows (docs/metrics.md).
scrub.remember([*CONFIG.secrets(), SECRET_KEY])
LOGGING = logs.configuration(CONFIG.log_level, CONFIG.log_format, CONFIG.log_folder)
HEALTH_CHECKS = [
    "voltway.observability.health.database",
    "voltway.observability.health.cache_check",
    "voltway.observability.health.disk",
    "voltway.jobs.observed.queue",
    "stations.observed.data",
    "stations.observed.sources",
]
# Parts of a station's page, by dotted names of functions that are called for each: from request, the station's document
# and the reader of cards to HTML, or "".
STATION_PANELS = ["analytics.web.panels.also_charge_at"]
# What the console's home names as needing somebody, and draws of the last days.
CONSOLE_MATTERS = [
    "stations.admin.matters.space",
    "voltway.jobs.matters.standstill",
    "voltway.jobs.matters.to_mend",
    "stations.admin.matters.imports",
    "stations.admin.matters.paused",
    "stations.admin.matters.moderation",
    "stations.admin.matters.suspected",
    "accounts.admin.matters.over_quota",
    "analytics.admin.matters.worse",
]
# What the console's map of a station needs to know; the finder's own.
CONSOLE_MAP = "stations.web.finder.map_settings"
# What was done in the console, by kind and key of a row.
CONSOLE_TRAIL = "accounts.audit.of_row"
# Writes there what an act did to other rows than its own.
CONSOLE_WRITE = "accounts.audit.write_entry"
CONSOLE_CHARTS = ["stations.admin.charts.runs", "stations.admin.charts.told", "accounts.admin.charts.requests"]
METRIC_SAMPLERS = [
    "voltway.observability.machine.disk_samples",
    "voltway.observability.machine.server_samples",
    "voltway.jobs.observed.job_samples",
    "stations.observed.source_samples",
    "stations.observed.import_samples",
    "analytics.quality.observed.samples",
]
errors.report_to(CONFIG.sentry_dsn)
