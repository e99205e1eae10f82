package dev.tidings.server.config;

import java.net.URI;

/**
 * Settings of tracing.
 *
 * @param otlpEndpoint an OTLP/HTTP collector; empty to export no traces
 * @param serviceName the service's name in traces
 */
public record TelemetrySection(Sensitive otlpEndpoint, String serviceName) {
    static TelemetrySection read(Section in) {
        Sensitive endpoint = in.sensitive("otlp_endpoint", "", Sensitive::address);
        if (!endpoint.isEmpty() && !web(endpoint.reveal())) {
            in.error("otlp_endpoint", endpoint.toString(), "a URL such as http://127.0.0.1:4318/v1/traces");
        }
        return new TelemetrySection(endpoint, in.text("service_name", "tidings"));
    }

    private static boolean web(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
