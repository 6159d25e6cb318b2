"""Names the benchmarks' own database and sets Django up. Imported before anything that knows a model.

Whatever DATABASE_URL says, nothing outside var/bench is touched.
"""

import os

import django

from factreg.embedded import VAR_DIR, make_secret_key

BENCH_DIR = VAR_DIR / "bench"

for name in ("DATABASE_URL", "PUBLIC_DATABASE_URL", "REPLICA_URL"):
    os.environ.pop(name, None)
os.environ["POSTGRES_DIR"] = str(BENCH_DIR / "postgres")
# Thousands of requests a second come from one address.
os.environ["RATE_LIMIT_ADDRESS"] = os.environ["RATE_LIMIT_KEY"] = "off"
os.environ["STATIC_ROOT"] = str(BENCH_DIR / "static")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
make_secret_key()
django.setup()
