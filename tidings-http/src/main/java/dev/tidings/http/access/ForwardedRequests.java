package dev.tidings.http.access;

import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Detects requests that a proxy forwarded: they come from this machine, but originate anywhere. */
final class ForwardedRequests {
    private static final List<String> SIGNS =
            List.of("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via");

    private ForwardedRequests() {}

    /** Returns the header that indicates a proxy; null when there is none. */
    static @Nullable String sign(RequestHeaders headers) {
        return SIGNS.stream().filter(headers::contains).findFirst().orElse(null);
    }
}
