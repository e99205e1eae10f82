package dev.tidings.channels.http;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Shows where a redirect points, without credentials, query and fragment, which may contain secrets. */
final class RedirectTarget {
    private static final int MOST_CHARS = 200;

    private RedirectTarget() {}

    /** Returns null when the location cannot be parsed. */
    static @Nullable String shown(String location) {
        URI uri;
        try {
            uri = new URI(location.strip());
        } catch (URISyntaxException malformed) {
            return null;
        }
        if (uri.isOpaque()) {
            return uri.getScheme() + ":…";
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String shown = (uri.getScheme() == null ? "" : uri.getScheme() + ":")
                + (authority.isEmpty() ? "" : "//" + authority.substring(authority.lastIndexOf('@') + 1))
                + path
                + (uri.getRawQuery() == null ? "" : "?…");
        return shown.length() <= MOST_CHARS ? shown : shown.substring(0, MOST_CHARS) + "…";
    }
}
