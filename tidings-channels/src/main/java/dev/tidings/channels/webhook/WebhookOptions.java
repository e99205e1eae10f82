package dev.tidings.channels.webhook;

import dev.tidings.channels.CommonEndpointSettings;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.problem.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parsed endpoint settings.
 *
 * @param raw posts the payload without the envelope
 * @param headers additional headers, from settings such as {@code header.X-Team: payments}
 * @param finalStatuses statuses that end a delivery; null for those of the channel
 */
record WebhookOptions(
        boolean raw, Map<String, String> headers, @Nullable FinalStatuses finalStatuses) {
    private static final WebhookOptions NONE = new WebhookOptions(false, Map.of(), null);
    private static final String BODY = "body";
    private static final String HEADER_PREFIX = "header.";
    private static final int MAX_HEADERS = 20;
    private static final int MAX_VALUE_CHARS = 4096;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e\\t]*[\\x21-\\x7e])?");
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    WebhookOptions {
        headers = Map.copyOf(headers);
    }

    static WebhookOptions of(@Nullable Endpoint endpoint) {
        if (endpoint == null || endpoint.settings().isEmpty()) {
            return NONE;
        }
        boolean raw = false;
        FinalStatuses finals = null;
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, String> setting : endpoint.settings().entrySet()) {
            String name = setting.getKey();
            String value = setting.getValue();
            if (name.equals(BODY)) {
                raw = raw(value);
            } else if (name.equals(FinalStatuses.SETTING)) {
                finals = FinalStatuses.parse("settings." + name, value);
            } else if (name.startsWith(HEADER_PREFIX)) {
                String header = name.substring(HEADER_PREFIX.length());
                checkHeader("settings." + HEADER_PREFIX, header, value, false);
                headers.put(header.toLowerCase(Locale.ROOT), value);
            } else if (!CommonEndpointSettings.check(name, value)) {
                throw Problem.invalid(
                                "settings." + name,
                                "an unknown setting",
                                "one of body, header.<name>, " + FinalStatuses.SETTING + ", "
                                        + CommonEndpointSettings.NAMES)
                        .exception();
            }
        }
        if (headers.size() > MAX_HEADERS) {
            throw Problem.overLimit("settings", headers.size() + " headers", "at most " + MAX_HEADERS)
                    .exception();
        }
        return new WebhookOptions(raw, headers, finals);
    }

    /** Checks that credentials are valid header values. Errors omit them. */
    static void checkAuth(EndpointAuth auth) {
        switch (auth) {
            case EndpointAuth.None none -> {}
            case EndpointAuth.Bearer bearer ->
                checkValue("auth.token", bearer.token().reveal());
            case EndpointAuth.Basic basic -> {
                if (basic.username().indexOf(':') >= 0) {
                    throw Problem.invalid("auth.username", "a name with a colon", "a name without a colon")
                            .exception();
                }
            }
            case EndpointAuth.Header header ->
                checkHeader("auth.name", header.name(), header.value().reveal(), true);
        }
    }

    private static boolean raw(String value) {
        return switch (value) {
            case "raw" -> true;
            case "envelope" -> false;
            default ->
                throw Problem.invalid("settings.body", value, "envelope or raw").exception();
        };
    }

    private static void checkHeader(String field, String name, String value, boolean secret) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches()) {
            // The name may be a whole header with its value.
            throw Problem.invalid(field, "not a header name", "a header name such as X-Team")
                    .exception();
        }
        String named = secret ? field : field + name;
        if (RESERVED.contains(lower) || lower.startsWith("webhook-") || lower.startsWith("proxy-")) {
            throw Problem.invalid(named, name, "a header that Tidings does not set itself")
                    .exception();
        }
        if (!secret && lower.equals("authorization")) {
            throw Problem.invalid(
                            named, name, "no credentials in headers; put them into auth, where they are kept secret")
                    .exception();
        }
        checkValue(secret ? "auth.value" : named, value);
    }

    private static void checkValue(String field, String value) {
        if (value.length() > MAX_VALUE_CHARS || !VALUE.matcher(value).matches()) {
            throw Problem.invalid(
                            field, "not a header value", "1 to " + MAX_VALUE_CHARS + " printable ASCII characters")
                    .exception();
        }
    }
}
