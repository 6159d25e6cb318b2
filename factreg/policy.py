"""What browsers may do with our answers, as the settings have it; no variable changes it."""

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # What it stops, browsers tell (factreg/policy_reports.py): older ones by the first, newer ones by the second.
        "report-uri": ["/policy-reports"],
        "report-to": ["policy"],
    }
}
# Sent with every answer that does not say otherwise, besides the policy (factreg/headers.py).
FURTHER_HEADERS = {
    "Reporting-Endpoints": 'policy="/policy-reports"',
    "Cross-Origin-Resource-Policy": "same-origin",
}
