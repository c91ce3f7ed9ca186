"""One settings file, read from the environment.

With no variable set these are the settings for development. `PORTAL_ENV=production` is the one
variable that makes them production's; only then is a missing variable an error.
docs/operations.md lists every variable.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
PORTAL_ENV = env.str("PORTAL_ENV", default="development")
if PORTAL_ENV not in ("development", "production"):
    raise ImproperlyConfigured(f"Set PORTAL_ENV: to development or production, in lowercase; it is “{PORTAL_ENV}”.")
PRODUCTION = PORTAL_ENV == "production"


def needed_in_production(name: str, development: str, hint: str) -> str:
    """The variable's value, or `development` outside production. In production, raises ImproperlyConfigured."""
    value = env.str(name, default="")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return development


def whole_number(name: str, default: int) -> int:
    """The variable's value as a whole number. Raises ImproperlyConfigured, naming the variable, for anything else."""
    try:
        return env.int(name, default=default)
    except ValueError:
        raise ImproperlyConfigured(f"Set {name}: to a whole number; it is “{env.str(name)}”.") from None


# Off unless asked for, so that a trial shows the error pages that visitors will see.
DEBUG = not PRODUCTION and env.bool("DEBUG", default=False)
SECRET_KEY = needed_in_production(
    "SECRET_KEY",
    "development-only-key-that-protects-nothing-at-all",
    "a long random string that stays the same between restarts, kept out of the repository.",
)
# Signs the entries of the audit log. Not in the database, so its administrators can't write the log anew.
AUDIT_KEY = needed_in_production("AUDIT_KEY", "", "50 or more random characters, kept apart from the database.")
# Keys that signed earlier entries, with commas: entries stay as they were signed.
AUDIT_OLD_KEYS = env.list("AUDIT_OLD_KEYS", default=[])
HOSTS = needed_in_production(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "the host names of the portal, separated by commas."
)
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What the state sets: its name and contact on every page, its code for the sample state, its time zone.
PORTAL_VERSION = env.str("PORTAL_VERSION", default="")
PORTAL_NAME = env.str("PORTAL_NAME", default="District Consortium Registry")
PORTAL_URL = needed_in_production(
    "PORTAL_URL", "http://localhost:8000", "the address of the portal as people type it, for the links in emails."
)
if PRODUCTION and not PORTAL_URL.startswith("https://"):
    raise ImproperlyConfigured(
        f"Set PORTAL_URL: beginning with https://, for the links in emails; it is “{PORTAL_URL}”."
    )
STATE_NAME = env.str("STATE_NAME", default="Ohio")
# The organization that awards grants in open data (360Giving): its identifier, its name, and the prefix of its grants.
FUNDER = (
    env.str("FUNDER_ID", default=f"US-STATE-{STATE_NAME.upper().replace(' ', '-')}"),
    env.str("FUNDER_NAME", default=f"State of {STATE_NAME}"),
    env.str("FUNDER_PREFIX", default="360G-unregistered"),
)
STATE_CODE = env.str("STATE_CODE", default="OH")
# Who publishes contracts as open contracting data (OCDS): the ocid prefix, the name, the portal, and the state. A state
# registers its own prefix, free of charge, with the Open Contracting Partnership; this one is no one's.
OCDS_PUBLISHER = (env.str("OCID_PREFIX", default="ocds-000000"), FUNDER[1], PORTAL_URL, STATE_CODE)
# Whom people call: on the footer of every page, the help pages, and the error pages. Development's office is invented.
CONTACT_OFFICE = needed_in_production(
    "CONTACT_OFFICE", "Office of District Consortia (sample)", "the office that answers questions about the portal."
)
CONTACT_PHONE = needed_in_production(
    "CONTACT_PHONE", "555-555-0100", "the phone number of that office, as people dial it."
)
CONTACT_EMAIL = needed_in_production("CONTACT_EMAIL", "help@registry.example", "the email address of that office.")
# In development, the sample state offers one button for each kind of user (accounts/checks.py
# refuses this in production).
SAMPLE_SIGN_IN = env.bool("SAMPLE_SIGN_IN", default=not PRODUCTION)

INSTALLED_APPS = [
    "portal",
    "sample",
    "grants",
    "policies",
    "exchange",
    "purchasing",
    "consortia",
    "districts",
    "changes",
    "reviews",
    "signing",
    "accounts",
    "audit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.answer_health",  # before whatever looks at the host's name
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.middleware.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.middleware.RefuseLargeBodies",  # before the CSRF token is looked for in the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.log_refusals_and_files",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.end_at_deadline",  # the innermost: what others write after an error is not refused
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "portal.loaders.FoldingLoader",
                    ["portal.loaders.UnindentedLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.state",
                "portal.my.views.dashboard.ways_on",
            ],
        },
    }
]
FORM_RENDERER = "portal.forms.USWDSRenderer"

DATABASE_HINT = "as postgres://user:password@host/name (several hosts with commas), or sqlite:////absolute/path."
DATABASE_URL = needed_in_production("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}", DATABASE_HINT)
if not DATABASE_URL.startswith(("postgres://", "postgresql://", "sqlite:///")):
    raise ImproperlyConfigured(f"Set DATABASE_URL: {DATABASE_HINT}")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
# PostgreSQL ends what takes longer, in seconds, and the visitor is asked to try again; 0 sets no limit.
DATABASE_TIMEOUTS = {
    "statement_timeout": whole_number("DATABASE_STATEMENT_TIMEOUT", default=30),
    "lock_timeout": whole_number("DATABASE_LOCK_TIMEOUT", default=10),
    "idle_in_transaction_session_timeout": whole_number("DATABASE_IDLE_TIMEOUT", default=60),
}
# Seconds that a request waits for its turn to write to the audit log, which everyone's writes end with.
LOG_LOCK_TIMEOUT = whole_number("DATABASE_LOG_TIMEOUT", default=3)
# Long work, such as an import, may take this many times as long; commands always may (manage.py).
LONG_WORK = 60
# Seconds after which a page that still asks the database is ended; 0 sets no limit.
REQUEST_DEADLINE = whole_number("REQUEST_DEADLINE", default=45)
DATABASE_PATIENCE = whole_number("DATABASE_PATIENCE", default=1)
# PostgreSQL keeps the plans of frequent reads in each connection; off behind a PgBouncer that can't.
DATABASE_PREPARE = env.bool("DATABASE_PREPARE", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes the lock at BEGIN, so that two writers wait for each other
        # instead of failing half-way; readers never wait (WAL).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
    }
else:
    limits = " ".join(f"-c {name}={seconds * DATABASE_PATIENCE * 1000}" for name, seconds in DATABASE_TIMEOUTS.items())
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{limits} {options.get('options', '')}".strip()
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps the connections
    # … and asks each before it lends it: after a fail-over no request gets a connection to the server that is gone.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    options["pool"] = {
        "min_size": 1,
        "max_size": whole_number("DATABASE_POOL", default=8),
        "timeout": 3,  # with no writable host, an error after 3 s instead of a silent wait
        "reconnect_timeout": 3,  # the pool gives up one attempt after 3 s; otherwise it pauses up to 5 minutes
    }
    options["connect_timeout"] = 3
    # Only of kept statements (accounts/models/prepared.py); Django's own never reach the fifth time.
    options["prepare_threshold"] = 4 if DATABASE_PREPARE else None

# Sign-in limits count in the cache: one that every worker shares. Only expired counters are removed from it: by filling
# it, no one may make it forget the others' (Django's limit of 300 entries would).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if PRODUCTION
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Megabytes of each process for pages of the registry, for visitors who are signed out; 0 stores none.
PAGE_CACHE_MB = whole_number("PAGE_CACHE_MB", default=32)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.BoundedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my:dashboard"
CSRF_FAILURE_VIEW = "portal.account.views.sign_in.form_too_old"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation sent to it
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # otherwise the host name that the request claims
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address without an account gets no email, so no one is written to by us
ACCOUNT_ADAPTER = "accounts.adapter.InvitationOnlyAdapter"
ACCOUNT_FORMS = {
    "login": "portal.account.forms.SignInForm",
    "change_password": "portal.account.forms.ChangePasswordForm",
    "reset_password": "portal.account.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.account.forms.NewPasswordForm",
}
MFA_FORMS = {
    "add_webauthn": "portal.account.forms.AddKeyForm",
    "authenticate": "portal.account.forms.CodeForm",
    "reauthenticate": "portal.account.forms.ConfirmCodeForm",
}
# Limits of sign-in count by address: behind a proxy, every visitor's is the proxy's unless this says so.
needed_in_production(
    "TRUSTED_PROXIES",
    "0",
    "how many proxies in front of the portal add to X-Forwarded-For: 1 behind one proxy, 0 with none.",
)
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXIES", default=0)
# An unverified address bars no one from a second step: no one signs up with someone else's address, and a stranger's
# request for a new password stores one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_ADAPTER = "accounts.adapter.LoggedSessions"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25" if PRODUCTION else "consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
# The longest wait for each answer of the mail server; the email is kept and tried again.
EMAIL_TIMEOUT = whole_number("EMAIL_TIMEOUT", default=10)
# On: emails, receipts, findings of other applications, and PDFs wait for `manage.py run_worker`. Off: the request that
# asked for them does it, after its commit. EMAIL_WORKER is the variable's earlier name.
WORKER = env.bool("WORKER", default=env.bool("EMAIL_WORKER", default=PRODUCTION))
# The sample state keeps its emails and sends none: its people are invented and so are their addresses.
# SENDS_LETTERS is the variable's earlier name, honored so that an upgrade never starts to send.
SENDS_EMAIL = env.bool("SENDS_EMAIL", default=env.bool("SENDS_LETTERS", default=not SAMPLE_SIGN_IN))

# How many days before a round's deadline people are reminded of an application that is not submitted.
_days = [day.strip() for day in env.str("REMINDER_DAYS", default="7,2,1").split(",") if day.strip()]
if not all(day.isdecimal() for day in _days):
    raise ImproperlyConfigured(f"Set REMINDER_DAYS: to whole numbers with commas, such as 7,2,1; it is “{_days}”.")
REMINDER_DAYS = [int(day) for day in _days]

# The hour, in the state's time zone, of the one email a day that people can choose.
DAILY_EMAIL_HOUR = whole_number("DAILY_EMAIL_HOUR", default=7)
if DAILY_EMAIL_HOUR > 23:  # hours of a day
    raise ImproperlyConfigured(f"Set DAILY_EMAIL_HOUR: to an hour from 0 to 23; it is “{DAILY_EMAIL_HOUR}”.")

LANGUAGE_CODE = "en-us"
# English only so far; switch on with the first translation. To look up each text takes a tenth of a page’s time.
USE_I18N = False
FORMAT_MODULE_PATH = "portal.formats"  # how dates and times are written
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticroot" if PRODUCTION else None
# Outside production, static files come from where they are written, with no collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    # Files attached to applications: a folder outside the web root, or another storage (docs/operations.md).
    "attachments": {
        "BACKEND": env.str("ATTACHMENTS_BACKEND", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json(
            "ATTACHMENTS_OPTIONS",
            default={
                "location": "/var/lib/portal/attachments" if PRODUCTION else str(BASE_DIR / "attachments"),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        ),
    },
}
# Megabytes of one attachment and of all attachments of an application, and how many it may have.
ATTACHMENT_MB = whole_number("ATTACHMENT_MB", default=10)
ATTACHMENTS_MB = whole_number("ATTACHMENTS_MB", default=50)
MOST_ATTACHMENTS = whole_number("MOST_ATTACHMENTS", default=20)
# Where clamd listens, as host:port or the path of a socket; without it, attachments aren't scanned.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")

# No inline script or style anywhere: hostile text in a narrative stays text.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"camera": [], "geolocation": [], "microphone": []}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # monitors ask by IP address and without HTTPS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = whole_number("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers ship the name is the state's to decide
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# What a page takes, its files included; views that take more say so (`takes_up_to`).
MOST_REQUEST_BYTES = 8 * 1024 * 1024
# A narrative of nine answers is at most a few hundred KB; a pasted megabyte gets a clear answer.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Its INFO is two lines for each request: a connection was lent, and it came back.
    "loggers": {"psycopg.pool": {"level": "WARNING"}},
}
