vcl 4.1;
# A shared cache before factreg. Set CACHE_PURGE_URLS=http://127.0.0.1:6081/ there: what changes is dropped at once.

backend factreg { .host = "127.0.0.1"; .port = "8000"; }
# Where clients wait for changes.
backend waiting { .host = "127.0.0.1"; .port = "18000"; }
# The workbench, a process of its own: serve --workbench-port 8001.
backend workbench { .host = "127.0.0.1"; .port = "8001"; }

# Who may have something dropped: the machines that factreg runs on.
acl purgers { "127.0.0.1"; "::1"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) { return (synth(403)); }
        if (!req.http.Surrogate-Key) { return (synth(400)); }
        # Keys are letters, digits, hyphens and slashes: safe in a pattern.
        ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, "\s+", "|") + ")(\s|$)");
        return (synth(200));
    }
    if (req.url ~ "^/api/v1/changes/(wait|stream)/") {
        set req.backend_hint = waiting;
        return (pipe);
    }
    # The workbench is never kept; and only it knows a cookie.
    if (req.url ~ "^/admin/") {
        set req.backend_hint = workbench;
        return (pass);
    }
    # An editor who has just saved sees it.
    if (req.http.Cookie ~ "(^|;\s*)(__Host-)?saved=") { return (pass); }
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # What is past its seconds is never served, only asked about again, which is a 304.
    set beresp.grace = 0s;
    set beresp.keep = 10m;
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; } else { set resp.http.X-Cache = "MISS"; }
    # Readers' own caches ask each time: see factreg/http.py.
    unset resp.http.Age;
}
