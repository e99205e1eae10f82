package dev.tidings.http.access;

import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that a proxy passed on: they come from this machine, and yet from anywhere. */
final class Forwarded {
    private static final List<String> SIGNS =
            List.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via");

    private Forwarded() {}

    /** The header that gives the proxy away; null when none does. */
    static @Nullable String sign(RequestHeaders headers) {
        return SIGNS.stream().filter(headers::contains).findFirst().orElse(null);
    }
}
