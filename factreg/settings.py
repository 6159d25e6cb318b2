"""The settings, from environment variables alone; docs/configuration.md lists them.

Importing this touches nothing: manage.py and the tests start the embedded PostgreSQL and make
its secret key (factreg/embedded.py) before Django asks for them.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from factreg import logs, operating
from factreg.database_urls import entry_for, separated
from factreg.demo_log_ins import DEMO_USERS
from factreg.embedded import SECRET_KEY_FILE, VAR_DIR
from factreg.limits import Policy
from factreg.policy import CONTENT_SECURITY_POLICY, FURTHER_HEADERS  # noqa: F401 - settings

env = environ.Env()


def required(name: str, hint: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return value


# Databases: `default` edits, `public` reads what is published, under a role that can't do more.

EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")
POSTGRES_DIR = Path(env.str("POSTGRES_DIR", default=str(VAR_DIR / "postgres"))).resolve()
PUBLIC_DATABASE_URL = env.str("PUBLIC_DATABASE_URL", default="")
PUBLIC_ROLE = env.str("PUBLIC_ROLE", default=unquote(urlsplit(PUBLIC_DATABASE_URL).username or "factreg_public"))
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=4)
STALLED_SECONDS = env.int("STALLED_SECONDS", default=60)
KEPT_MEGABYTES = env.int("KEPT_MEGABYTES", default=32)
# Set by `serve` for its workers. Each thread keeps its connections: a pool in the process costs
# 160 µs more a request and takes seconds to come back after a restart of the database
# (docs/decisions/0001). Commands and tests open few connections and fork.
SERVING = env.bool("SERVING", default=False)
# Switched off by `serve` for the commands that it keeps running (factreg/chores.py).
WORKBENCH = env.bool("WORKBENCH", default=True)


_KEPT: dict[str, Any] = {"directory": POSTGRES_DIR, "kept": SERVING}

# A session can leave a role that it was only set to: `check --deploy` refuses this (factreg.E001).
PUBLIC_ROLE_IS_SET = not EMBEDDED_POSTGRES and not PUBLIC_DATABASE_URL
DATABASE_URL = env.str("DATABASE_URL", default="")
# How long a query of the public side may take before it ends in a problem document; downloads take their time.
QUERY_SECONDS = env.int("QUERY_SECONDS", default=5)
# The same for the workbench, and for how long it waits for another's lock. Commands take their time.
EDIT_SECONDS = env.int("EDIT_SECONDS", default=60)
LOCK_SECONDS = env.int("LOCK_SECONDS", default=10)
EDITING_SESSION = "-c pgtrigger.ignore={} -c jit=off" + (
    f" -c statement_timeout={EDIT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s"
    f" -c idle_in_transaction_session_timeout={EDIT_SECONDS}s"
    if SERVING
    else ""
)
# Plans are made for the values asked for: one made for any walks the table for rare names. What is read often lies in
# memory: at the default cost of a random read, lists by actor are gathered and sorted whole instead of read in their
# order (100,000 claims: a quarter more time).
PUBLIC_SESSION = (
    f"-c statement_timeout={QUERY_SECONDS}s -c plan_cache_mode=force_custom_plan -c jit=off -c random_page_cost=1.1"
    + (f" -c role={PUBLIC_ROLE}" if PUBLIC_ROLE_IS_SET else "")
)
DATABASES = {
    # pgtrigger looks up its setting for each row, and where it is not set, rolls back a subtransaction; each such
    # roll-back walks over all foreign keys that are still to be checked. An empty list ignores no trigger.
    "default": entry_for(DATABASE_URL, startup=EDITING_SESSION, **_KEPT),
    "public": entry_for(PUBLIC_DATABASE_URL or DATABASE_URL, user=PUBLIC_ROLE, startup=PUBLIC_SESSION, **_KEPT),
}

# Hot standbys for public reads (factreg/replicas.py), and how many seconds behind they may be.
REPLICA_LAG = env.float("REPLICA_LAG", default=0.5)
_copies = separated(env.str("REPLICA_URL", default=""))
REPLICAS = [f"copy_{number}" for number in range(1, len(_copies) + 1)]
for _name, _url in zip(REPLICAS, _copies, strict=True):
    DATABASES[_name] = entry_for(_url, startup=PUBLIC_SESSION, **_KEPT)
for _name in ("public", *REPLICAS):
    # Prepared statements on the server double the rate of the public lists (docs/decisions).
    DATABASES[_name]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 0}
    DATABASES[_name]["TEST"] = {"MIRROR": "default"}
# Feed, log and editing are the primary's own: a program that follows must miss nothing.
PRIMARY_PATHS = ("/admin/", "/api/v1/changes/", "/api/v1/exports/", "/api/v1/webhooks/", "/log/", "/healthz", "/readyz")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Secrets, hosts, HTTPS

if EMBEDDED_POSTGRES and SECRET_KEY_FILE.exists():
    SECRET_KEY = env.str("SECRET_KEY", default=SECRET_KEY_FILE.read_text().strip())
else:
    SECRET_KEY = required(
        "SECRET_KEY",
        'a long random text, kept secret: python -c "import secrets; print(secrets.token_hex(32))"',
    )
# What SECRET_KEY was before: what was signed or sealed by it stays right while it changes.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL must be an address such as https://registry.example.org")
# Where clients wait for changes, if not at SITE_URL itself: there the proxy passes two paths to the waiting process.
STREAM_URL = env.str("STREAM_URL", default="").rstrip("/")
if STREAM_URL and not STREAM_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("STREAM_URL must be an address such as https://stream.example.org")
# How many may wait at once, in all and from one address (an IPv6 one: from its /48).
STREAM_CLIENTS = env.int("STREAM_CLIENTS", default=1_000)
STREAM_CLIENTS_PER_ADDRESS = env.int("STREAM_CLIENTS_PER_ADDRESS", default=50)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Where the workbench is, if not on the public host (factreg/hosts.py): with the port, if it is not the scheme's own.
ADMIN_HOST = env.str("ADMIN_HOST", default="")
_admin_hosts = [ADMIN_HOST.rsplit(":", 1)[0]] if ADMIN_HOST else []
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[_site.hostname, *LOCAL_HOSTS]), *_admin_hosts]
# What links to the workbench and back begin with.
ADMIN_URL, PUBLIC_URL = (f"{_site.scheme}://{ADMIN_HOST}", SITE_URL) if ADMIN_HOST else ("", "")

HTTPS = _site.scheme == "https"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# How many proxies of our own stand before the server and add to X-Forwarded-For: whom a reader's address is taken from.
PROXIES = env.int("PROXIES", default=1 if HTTPS else 0)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A browser takes a cookie of such a name from this very host alone, over https.
_host = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_host}sessionid", f"{_host}csrftoken"
MESSAGES_COOKIE_NAME = f"{_host}messages"
MESSAGE_STORAGE = "factreg.headers.MessageStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# How long a session of staff lasts in all, and unused (claims/access/sessions.py).
SESSION_ENGINE = "claims.access.sessions"
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_COOKIE_AGE = SESSION_HOURS * 3_600
# By which a browser that has logged in is known when it logs in again (claims/access/devices.py); by which one that has
# saved something reads the primary for a while (factreg/replicas.py).
DEVICE_COOKIE_NAME, SAVED_COOKIE_NAME = f"{_host}device", f"{_host}saved"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL, *([ADMIN_URL] if ADMIN_URL else [])]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"


# Applications

INSTALLED_APPS = [
    "factreg",
    "sources",
    "claims",
    "claims.access",
    "claims.desk",
    "claims.history",
    "claims.inbox",
    "claims.ledger",
    "claims.log",
    "claims.public",
    "claims.webhooks",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "claims.workbench.WorkbenchConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

# Sessions, log-ins and messages exist under /admin/ only: the public side sets no cookie and
# pays for none of them (factreg/headers.py).
MIDDLEWARE = [
    "factreg.watching.WatchMiddleware",
    "claims.access.plain.PlainKeyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "factreg.headers.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "factreg.hosts.AdminHostMiddleware",
    "factreg.bodies.BodyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "factreg.health.UnavailableMiddleware",
    "claims.access.middleware.AccessMiddleware",
    "factreg.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "factreg.headers.AdminSessionMiddleware",
    "factreg.headers.AdminAuthenticationMiddleware",
    "claims.access.log_in.StaffMiddleware",
    "factreg.attribution.AttributionMiddleware",
    "factreg.headers.AdminMessageMiddleware",
    "claims.history.viewings.ViewingMiddleware",
    "factreg.replicas.ReplicaMiddleware",
]

ROOT_URLCONF = "factreg.urls"
WSGI_APPLICATION = "factreg.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "factreg.form_renderer.FormRenderer"

# A claim with a hundred statements is one form; a long text is refused at its field, not with the whole form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# Whether the workbench may fetch a page that an editor names (sources/fetching.py says which pages).
CAPTURE_FETCH = env.bool("CAPTURE_FETCH", default=True)

AUTHENTICATION_BACKENDS = ["claims.access.log_in.CountedPasswords"]
# How many wrong passwords in how many seconds are looked at: for one account from browsers that never logged in to it,
# as many again from those that did, and from one network for all accounts (claims/access/guesses.py).
try:
    GUESSES_ACCOUNT = Policy.read("account", env.str("GUESSES_ACCOUNT", default="5/900"))
    GUESSES_ADDRESS = Policy.read("address", env.str("GUESSES_ADDRESS", default="30/900"))
except ValueError as error:
    raise ImproperlyConfigured(f"GUESSES_ACCOUNT, GUESSES_ADDRESS: {error}") from error
# The demo's log-ins need no second factor: where there can be a demo, and over plain http.
DEMO_LOG_INS = set(DEMO_USERS) if EMBEDDED_POSTGRES and not HTTPS else set()
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # Dates have eight digits.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "factreg.passwords.OwnWordsValidator"},
]
# Seconds for which a link is good by which an account's owner sets the password (claims/admin/password_links.py).
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
# Names that no password may be made of, besides those that factreg/passwords.py lists: a newsroom's own.
PASSWORD_WORDS = env.list("PASSWORD_WORDS", default=[])

# An editor can't publish what only they have edited (claims/ledger/readiness.py).
REVIEW_BY_SECOND_PERSON = env.bool("REVIEW_BY_SECOND_PERSON", default=True)

# Where takedowns are listed outside the database, so that a backup that is restored takes them down again before it is
# served (claims/ledger/takedown_list.py). Empty: nowhere.
TAKEDOWN_LIST = env.str("TAKEDOWN_LIST", default=str(VAR_DIR / "takedowns.jsonl"))
# What `serve` has done before it serves; where one fails, it does not serve.
COMMANDS_BEFORE_SERVING = ["apply_takedowns"]

# Withdrawing and erasing take two people (claims/ledger/two_people.py).
TAKEDOWN_BY_SECOND_PERSON = env.bool("TAKEDOWN_BY_SECOND_PERSON", default=REVIEW_BY_SECOND_PERSON)

# What `serve` has done every hour (factreg/chores.py); a deployment that serves otherwise puts it into its timetable.
HOURLY_COMMANDS = ["forget_senders", "tidy"]
# What it has done as soon as a function says that it is due; it is asked every ten seconds.
COMMANDS_WHEN_DUE = {"export": "claims.public.bulk.shelf.is_due"}

# The bulk files (claims/public/bulk/): where they are built and kept, and on what licence the content is given.
EXPORT_DIR = Path(env.str("EXPORT_DIR", default=str(VAR_DIR / "exports"))).resolve()
# An object store that the finished files are put on, by Django's or django-storages' class and its options as JSON.
EXPORT_STORAGE = env.str("EXPORT_STORAGE", default="")
EXPORT_STORAGE_OPTIONS = env.json("EXPORT_STORAGE_OPTIONS", default={})
LICENCE_NAME = env.str("LICENCE_NAME", default="")
LICENCE_URL = env.str("LICENCE_URL", default="")

# The public log over the ledger (claims/log/): its files, which are served as /log/, and the keys that sign it. A log
# belongs to its database; unless told, each database that is served from this checkout has its own.
LOG_DIR_IS_SET = bool(env.str("LOG_DIR", default=""))
if not EMBEDDED_POSTGRES:
    _log_dir = VAR_DIR / f"log-{DATABASES['default']['NAME']}"
elif (VAR_DIR / "postgres").resolve() == POSTGRES_DIR:
    _log_dir = VAR_DIR / "log"
else:
    _log_dir = POSTGRES_DIR.with_name(f"{POSTGRES_DIR.name}-log")
LOG_DIR = Path(env.str("LOG_DIR", default=str(_log_dir))).resolve()
LOG_KEY = env.list("LOG_KEY", default=[])
LOG_RETIRED_KEYS = env.list("LOG_RETIRED_KEYS", default=[])
LOG_KEY_FILE = LOG_DIR.with_name(f"{LOG_DIR.name}-key")

# What can stand against serving this database, besides missing migrations: functions that say it, or None.
READINESS = ["claims.log.behind.problem"]
# And what does once COMMANDS_BEFORE_SERVING were through: /readyz asks both.
READY_TO_SERVE = ["claims.upkeep.readiness.problem"]

# What `serve` keeps running beside the web server (factreg/serving.py).
SERVICES = ["deliver_webhooks", "publish_log"]

# Tasks are kept in our own database; they are webhooks' (claims/webhooks/).
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["webhooks", "webhooks_slow"]},
}
# Addresses and ports of this machine that webhooks may be sent to: for tests alone, no variable sets it.
WEBHOOK_ALLOWED: list[tuple[str, int]] = []

# The API (factreg/rest.py, claims/public/api/)

# Part of every ETag: a new release may word the same documents differently.
RELEASE = env.str("RELEASE", default="0.1.0")

# How many requests in how many seconds the API answers to one key, and to one network without a key (claims/access/).
try:
    RATE_LIMIT_ADDRESS = Policy.read("address", env.str("RATE_LIMIT_ADDRESS", default="3000/60"))
    RATE_LIMIT_KEY = Policy.read("key", env.str("RATE_LIMIT_KEY", default="30000/60"))
except ValueError as error:
    raise ImproperlyConfigured(f"RATE_LIMIT_ADDRESS, RATE_LIMIT_KEY: {error}") from error

# Shared caches that are told when something changes (factreg/purging.py).
CACHE_PURGE_URLS = env.list("CACHE_PURGE_URLS", default=[])
CACHE_PURGE_METHOD = env.str("CACHE_PURGE_METHOD", default="PURGE")
CACHE_PURGE_HEADERS = env.dict("CACHE_PURGE_HEADERS", default={})
if not all(url.startswith(("http://", "https://")) for url in CACHE_PURGE_URLS):
    raise ImproperlyConfigured("CACHE_PURGE_URLS must be addresses such as http://127.0.0.1:6081/, between commas")

REST_FRAMEWORK = {
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "claims.public.api.schema.Schema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "factreg",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": ["claims.public.api.schema.add_components"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Of the interface: the first part of an address names another than the first (factreg/languages.py). Record texts
# stay in theirs.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("tr", "Turkish"),
    ("hy", "Armenian"),
    ("az", "Azerbaijani"),
    ("ru", "Russian"),
    ("ar", "Arabic"),
]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if EXPORT_STORAGE:
    STORAGES["exports"] = {"BACKEND": EXPORT_STORAGE, "OPTIONS": EXPORT_STORAGE_OPTIONS}
# Compressing is most of the first start: only what pages name, and no source maps.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gz", "gif", "jpg", "map", "png", "webp", "woff", "woff2"]

# To whom weaknesses are reported, as /.well-known/security.txt tells it (factreg/contact.py).
SECURITY_CONTACT = operating.contacts(env.list("SECURITY_CONTACT", default=[]))
# Who may read /metrics (factreg/metrics.py), by a token or from a network. By default nobody, and nothing is counted.
METRICS_TOKEN = operating.token(env.str("METRICS_TOKEN", default=""))
METRICS_NETWORKS = operating.networks(env.list("METRICS_NETWORKS", default=[]))
METRICS = bool(METRICS_TOKEN or METRICS_NETWORKS)
METRICS_GAUGES = [f"claims.upkeep.gauges.{name}" for name in ("ledger", "waiting", "connections_and_size")]
# What is logged, and how (factreg/logs.py); of which requests, factreg/watching.py.
LOG_REQUESTS = operating.one_of("LOG_REQUESTS", env.str("LOG_REQUESTS", default="errors"), "all", "errors", "off")
LOG_FORMAT = operating.one_of("LOG_FORMAT", env.str("LOG_FORMAT", default="plain"), "plain", "json")
LOGGING = logs.configuration(form=LOG_FORMAT, level=env.str("LOG_LEVEL", default="INFO"))
